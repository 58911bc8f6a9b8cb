"""What touches the outside; each package stands behind one port, and none knows another."""
