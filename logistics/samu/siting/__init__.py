"""Where bases should be: coverage, expected coverage, medians and centres, each with its proof."""
