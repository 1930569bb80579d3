use crate::support::World;

#[test]
#[ignore = "needs a Secret Service that is unlocked; .ci/run starts one"]
fn a_real_keyring_keeps_the_tokens() {
    let world = World::new();
    world.use_keyring();
    let bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").unwrap();
    let run = |args: &[&str]| {
        let ran: crate::support::Ran = world
            .command(args)
            .env("DBUS_SESSION_BUS_ADDRESS", &bus)
            .output()
            .unwrap()
            .into();
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.stderr);
        ran.stdout
    };
    let code = world.sandbox.fresh_code();
    run(&["auth", "login", "--code", &code]);
    assert!(run(&["auth", "status"]).contains("OS keyring"));
    run(&["account"]);
    run(&["auth", "refresh"]);
    run(&["account"]);
    assert!(!world.data().join("school/secrets.json").exists());
    run(&["auth", "logout"]);
}

#[test]
fn an_absent_keyring_names_the_other_store_and_spends_no_code() {
    let world = World::new();
    world.use_keyring();
    let code = world.sandbox.fresh_code();
    let ran: crate::support::Ran = world
        .command(&["auth", "login", "--code", &code])
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
        .output()
        .unwrap()
        .into();
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("secrets.store = \"file\""),
        "{}",
        ran.stderr
    );
    assert_eq!(world.requests(), 0);
}
