"""Where bases should be: coverage by hour and by tier, medians, centres, each with its proof."""
