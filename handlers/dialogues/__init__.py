"""What is said to whom, a part for each subject: from one message to one reply (`turns`).
Knows the use cases in `bot`, and no channel: the same talk goes on everywhere."""
