"""What runs: compiled values, without YAML."""
