"""Following a feed: when it is asked next, what a failure means, what it lost. Pure decisions; the store keeps them."""
