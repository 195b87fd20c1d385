"""What is one participatory budgeting? Its steps, money, rules and political decisions."""
