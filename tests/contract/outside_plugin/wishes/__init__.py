"""A plugin from outside the tree: citizens leave a wish with a phone number. It implements every hook."""
