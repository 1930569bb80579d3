//! An emulated amoCRM on loopback, an adversary that the tests and the demo run against.
