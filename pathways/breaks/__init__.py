"""Care breaks: rules as data, judged with censoring and competing events."""
