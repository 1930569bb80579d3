//! Parses, runs, reports and sets the exit code; nothing else.

fn main() {}
