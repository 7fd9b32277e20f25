"""Pictures of answers about the SAMU: one SVG file each, its legend and definitions inside.

`maps.draw_map` (communes, points, routes), `hours.draw_hours` (the 168 hours of a week),
`intervals.draw_intervals` (differences with their intervals), `spans.draw_spans` (minutes side by
side). Each ends by the sentence that every answer about the SAMU carries.
"""
