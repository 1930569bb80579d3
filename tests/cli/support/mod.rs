//! A world of its own for each test: a sandbox, a platform database, a profile; and the real binary run in it.

use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use amosync::sandbox::{CONTROL_HEADER, Options, Sandbox, Switch};
use serde_json::{Value, json};

pub mod account;
pub mod platform;

/// See the module.
pub struct World {
    pub dir: tempfile::TempDir,
    pub sandbox: Sandbox,
    http: reqwest::blocking::Client,
}

impl World {
    /// A world where nobody is signed in.
    pub fn new() -> Self {
        Self::with(&Options {
            rate_limit: false,
            ..Options::default()
        })
    }

    /// The same with a sandbox of other habits.
    pub fn with(options: &Options) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let dir = tempfile::tempdir().unwrap();
        let sandbox = Sandbox::start(&strict(options)).unwrap();
        let platform = rusqlite::Connection::open(dir.path().join("platform.db")).unwrap();
        platform
            .execute_batch(include_str!("../../fixtures/platform.sql"))
            .unwrap();
        let config = format!(
            "[profiles.school.amo]\nurl = {:?}\nclient_id = {:?}\nredirect_uri = {:?}\nrate = 1000.0\nrecheck = [0.3]\nresend_after_seconds = 0\n\
             [profiles.school.source]\npath = {:?}\n[profiles.school.secrets]\nstore = \"file\"\n",
            sandbox.url(),
            sandbox.client_id(),
            sandbox.redirect_uri(),
            dir.path().join("platform.db").display().to_string()
        );
        std::fs::write(dir.path().join("config.toml"), config).unwrap();
        Self {
            dir,
            sandbox,
            http: control(),
        }
    }

    /// A world where an admin has signed in and applied the schema.
    pub fn ready() -> Self {
        let world = Self::new();
        world.login();
        world.ok(&["schema", "apply", "--yes"]);
        world.forget_requests();
        world
    }

    /// A world in which the sandbox and the profile are copies of those of `template`.
    /// Ready, with a platform of many records.
    pub fn many() -> Self {
        let world = Self::ready();
        world.sql(include_str!("../../fixtures/many.sql"));
        world
    }

    pub fn copy(template: &Template) -> Self {
        let dir = tempfile::tempdir().unwrap();
        for file in ["platform.db", "account.json"] {
            std::fs::copy(template.0.join(file), dir.path().join(file)).unwrap();
        }
        copy_folder(&template.0.join("data"), &dir.path().join("data"));
        let sandbox = Sandbox::start(&strict(&Options {
            rate_limit: false,
            state_file: Some(dir.path().join("account.json")),
            ..Options::default()
        }))
        .unwrap();
        let world = Self {
            dir,
            sandbox,
            http: control(),
        };
        let config = std::fs::read_to_string(template.0.join("config.toml")).unwrap();
        world.configure(
            &config
                .replace("SANDBOX", &world.sandbox.url())
                .replace("FOLDER", &world.dir.path().display().to_string()),
        );
        world
    }

    pub fn config(&self) -> String {
        std::fs::read_to_string(self.dir.path().join("config.toml")).unwrap()
    }

    pub fn configure(&self, text: &str) {
        std::fs::write(self.dir.path().join("config.toml"), text).unwrap();
    }

    /// Adds lines to the table `[profiles.school.amo]`, or replaces those of the same keys.
    pub fn set_amo(&self, lines: &str) {
        let keys: Vec<_> = lines
            .lines()
            .filter_map(|line| line.split('=').next())
            .collect();
        let kept: Vec<_> = self
            .config()
            .lines()
            .filter(|line| !keys.iter().any(|key| line.starts_with(key)))
            .map(ToOwned::to_owned)
            .collect();
        let head = "[profiles.school.amo]";
        self.configure(&kept.join("\n").replace(head, &format!("{head}\n{lines}")));
    }

    /// Keeps secrets in the keyring of the operating system from now on.
    pub fn use_keyring(&self) {
        let path = self.dir.path().join("config.toml");
        let config = std::fs::read_to_string(&path)
            .unwrap()
            .replace("store = \"file\"", "store = \"keyring\"");
        std::fs::write(path, config).unwrap();
    }

    pub fn login(&self) {
        let code = self.sandbox.fresh_code();
        self.ok(&["auth", "login", "--code", &code]);
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("amosync"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.dir.path())
            .env("AMOSYNC_CONFIG", self.dir.path().join("config.toml"))
            .env("AMOSYNC_DATA_DIR", self.data())
            .env("AMOSYNC_CLIENT_SECRET", self.sandbox.client_secret())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        self.command(args).output().unwrap().into()
    }

    /// Runs a command that must succeed, and gives its stdout.
    pub fn ok(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "{args:?}: {}{}", ran.stdout, ran.stderr);
        ran.stdout
    }

    pub fn sql(&self, text: &str) {
        rusqlite::Connection::open(self.dir.path().join("platform.db"))
            .unwrap()
            .execute_batch(text)
            .unwrap();
    }

    /// The file of the platform's tables.
    pub fn platform(&self) -> PathBuf {
        self.dir.path().join("platform.db")
    }

    pub fn get(&self, path: &str) -> Value {
        let text = self
            .http
            .get(format!("{}/_sandbox/{path}", self.sandbox.url()))
            .send()
            .unwrap()
            .text()
            .unwrap();
        serde_json::from_str(&text).unwrap_or_default()
    }

    pub fn post(&self, path: &str, body: &Value) {
        let answer = self
            .http
            .post(format!("{}/_sandbox/{path}", self.sandbox.url()))
            .json(body)
            .send()
            .unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
    }

    pub fn fault(&self, spec: &str) {
        self.post("faults", &json!({ "spec": spec }));
    }

    pub fn forget_requests(&self) {
        self.http
            .delete(format!("{}/_sandbox/requests", self.sandbox.url()))
            .send()
            .unwrap();
        self.http
            .delete(format!("{}/_sandbox/faults", self.sandbox.url()))
            .send()
            .unwrap();
    }

    pub fn requests(&self) -> u64 {
        self.get("stats")["requests"].as_u64().unwrap()
    }

    /// Waits until the sandbox holds a request after the one that `last` names; its row of the log.
    pub fn held(&self, last: &mut u64) -> Value {
        let seq = self.get(&format!("held?after={last}&timeout_ms=60000"))["seq"].clone();
        *last = seq.as_u64().expect("nothing was held within a minute");
        self.row(*last)
    }

    /// Kills a process at the first request that is held after the one that `last` names. False when it ended well
    /// without one.
    pub fn kill_when_held(&self, child: &mut Child, last: &mut u64) -> bool {
        loop {
            let held = self.get(&format!("held?after={last}&timeout_ms=100"));
            if let Some(seq) = held["seq"].as_u64() {
                *last = seq;
                child.kill().unwrap();
                child.wait().unwrap();
                self.post("release", &json!({}));
                return true;
            }
            if let Some(status) = child.try_wait().unwrap() {
                assert_eq!(status.code(), Some(0));
                return false;
            }
        }
    }

    /// A row of the sandbox's log.
    pub fn row(&self, seq: u64) -> Value {
        let log = self.get("requests");
        let mut rows = log.as_array().unwrap().iter();
        rows.find(|row| row["seq"] == seq).unwrap().clone()
    }

    /// The entities of a type that carry this marker.
    pub fn marked(&self, entity: &str, marker: &str) -> Vec<Value> {
        let state = self.get("state");
        let all = state[entity].as_object().unwrap();
        all.values()
            .filter(|e| field(e, "PLATFORM_ID") == json!([marker]))
            .cloned()
            .collect()
    }

    /// The one entity with this marker.
    pub fn the(&self, entity: &str, marker: &str) -> Value {
        let mut found = self.marked(entity, marker);
        assert_eq!(found.len(), 1, "{marker}: {found:?}");
        found.remove(0)
    }
}

/// The same sandbox where it is strictest: what foreign clients are forgiven is a mistake of ours. What `options` sets
/// itself stays.
pub fn strict(options: &Options) -> Options {
    let mut switches = ["strict=true", "loss_reason=after"]
        .map(|switch| switch.parse::<Switch>().unwrap())
        .to_vec();
    switches.extend(options.switches.clone());
    Options {
        switches,
        ..options.clone()
    }
}

/// Says why a test did not run, where its output is shown.
#[expect(
    clippy::print_stderr,
    reason = "a test that passes without running says so"
)]
pub fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}

/// A client for the sandbox's control routes.
pub fn control() -> reqwest::blocking::Client {
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert(
        CONTROL_HEADER,
        reqwest::header::HeaderValue::from_static("1"),
    );
    reqwest::blocking::Client::builder()
        .default_headers(headers)
        .no_proxy()
        .build()
        .unwrap()
}

static LOAD: RwLock<()> = RwLock::new(());

/// Held for a while by a test that loads the machine for minutes.
pub fn heavy() -> RwLockReadGuard<'static, ()> {
    LOAD.read().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps the heavy ones still: the moments at which requests arrive can only be measured on a machine that is not
/// overloaded.
pub fn quiet() -> RwLockWriteGuard<'static, ()> {
    LOAD.write().unwrap_or_else(PoisonError::into_inner)
}

/// A prepared world, to be copied many times.
pub struct Template(PathBuf, #[allow(dead_code)] tempfile::TempDir);

impl Template {
    /// Freezes a world: its account, its platform, its profile.
    pub fn of(world: &World) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().to_owned();
        let state = world.get("account");
        std::fs::write(path.join("account.json"), state.to_string()).unwrap();
        std::fs::copy(
            world.dir.path().join("platform.db"),
            path.join("platform.db"),
        )
        .unwrap();
        copy_folder(&world.data(), &path.join("data"));
        let config = world
            .config()
            .replace(&world.sandbox.url(), "SANDBOX")
            .replace(&world.dir.path().display().to_string(), "FOLDER");
        std::fs::write(path.join("config.toml"), config).unwrap();
        Self(path, dir)
    }
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// The plain values of a custom field.
pub fn field(entity: &Value, code: &str) -> Value {
    let fields = entity["custom_fields_values"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let own = fields.iter().find(|field| field["field_code"] == code);
    own.and_then(|field| field["values"].as_array())
        .map_or(Value::Null, |values| {
            values.iter().map(|value| value["value"].clone()).collect()
        })
}

/// What a process left.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
