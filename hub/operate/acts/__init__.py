"""Who may do what: the operator, the operator's card, and the second operator."""
