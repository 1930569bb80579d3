//! What a measured run needs: a platform, an emulated account that has the schema, a profile that is signed in.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use amosync::sandbox::{CONTROL_HEADER, Options, Sandbox};
use anyhow::{Context as _, ensure};
use serde_json::Value;

use super::{PER_REQUEST, SEED, Work, platform};

const TABLES: [&str; 7] = [
    "as_roles",
    "as_userRoles",
    "as_users",
    "xx_clients",
    "xx_courses",
    "xx_orderCourses",
    "xx_suppliers",
];

/// See the module.
pub struct Setting {
    pub users: u64,
    dir: tempfile::TempDir,
    sandbox: Sandbox,
    http: reqwest::blocking::Client,
}

/// What the sandbox saw of a run.
pub struct Seen {
    pub writes: u64,
    pub reads: u64,
    pub created: u64,
    pub changed: u64,
    pub too_many: u64,
    pub most_in_a_second: u64,
}

/// A client for the sandbox's control routes.
fn control() -> anyhow::Result<reqwest::blocking::Client> {
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert(
        CONTROL_HEADER,
        reqwest::header::HeaderValue::from_static("1"),
    );
    let client = reqwest::blocking::Client::builder()
        .default_headers(headers)
        .no_proxy();
    Ok(client.build()?)
}

impl Setting {
    /// Makes everything; the account has the latency and the limit of a real one.
    pub fn new(users: u64) -> anyhow::Result<Self> {
        let dir = tempfile::tempdir()?;
        let sandbox = Sandbox::start(&Options {
            latency: Duration::from_millis(300),
            latency_per_entity: Duration::from_millis(4),
            rate_limit: true,
            ..Options::default()
        })?;
        let setting = Self {
            users,
            dir,
            sandbox,
            http: control()?,
        };
        eprintln!("making a platform of {users} users");
        platform::generate(&setting.platform(), users, SEED)?;
        let quoted = |text: String| toml::Value::String(text).to_string();
        let config = format!(
            "[profiles.bench.amo]\nurl = {}\nclient_id = {}\nredirect_uri = {}\n\
             [profiles.bench.source]\npath = {}\n[profiles.bench.secrets]\nstore = \"file\"\n",
            quoted(setting.sandbox.url()),
            quoted(setting.sandbox.client_id()),
            quoted(setting.sandbox.redirect_uri()),
            quoted(setting.platform().display().to_string()),
        );
        std::fs::write(setting.config(), config)?;
        let code = setting.sandbox.fresh_code();
        setting.prepare(&["auth", "login", "--code", &code])?;
        setting.prepare(&["schema", "apply", "--yes"])?;
        Ok(setting)
    }

    pub fn platform(&self) -> PathBuf {
        self.dir.path().join("platform.db")
    }

    pub fn config(&self) -> PathBuf {
        self.dir.path().join("config.toml")
    }

    pub fn store(&self) -> PathBuf {
        self.dir.path().join("data/bench/store.db")
    }

    /// The built program in this setting.
    pub fn amosync(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_amosync"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.dir.path())
            .env("AMOSYNC_CONFIG", self.config())
            .env("AMOSYNC_DATA_DIR", self.dir.path().join("data"))
            .env("AMOSYNC_CLIENT_SECRET", self.sandbox.client_secret());
        command
    }

    fn prepare(&self, args: &[&str]) -> anyhow::Result<()> {
        let output = self
            .amosync(args)
            .stdin(Stdio::null())
            .output()
            .context("cannot start `amosync`")?;
        ensure!(
            output.status.success(),
            "`amosync {}` failed: {}",
            args[..2].join(" "),
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(())
    }

    /// What a first sync creates and links, in as few requests as the API allows: stages one after another, each with
    /// 250 entities or links a request. Deals carry contact and company with them; three kinds of links need requests.
    pub fn first_work(&self) -> anyhow::Result<Work> {
        let db = rusqlite::Connection::open(self.platform())?;
        let count = |sql: &str| -> rusqlite::Result<u64> {
            db.query_row(&format!("SELECT count(*) FROM {sql}"), [], |row| {
                row.get::<_, i64>(0).map(i64::cast_unsigned)
            })
        };
        let (users, suppliers) = (count("as_users")?, count("xx_suppliers")?);
        let cpc = count("xx_suppliers WHERE cooperationType = 'CPC'")?;
        let (clients, courses) = (count("xx_clients")?, count("xx_courses")?);
        let enrolments = count("xx_orderCourses")?;
        let creates = [
            users, suppliers, courses, suppliers, cpc, courses, clients, enrolments,
        ];
        // Company to contact; both deals of a course to its product.
        let links = [suppliers, courses, enrolments];
        let requests = creates
            .iter()
            .chain(&links)
            .map(|n| n.div_ceil(PER_REQUEST));
        Ok(Work {
            creates: creates.iter().sum(),
            changes: 0,
            requests: requests.sum(),
        })
    }

    /// Brings the platform's file into the page cache, so that whoever reads it first is not the one who waits.
    pub fn read_once(&self) -> anyhow::Result<()> {
        let mut file = std::fs::File::open(self.platform())?;
        std::io::copy(&mut file, &mut std::io::sink())?;
        Ok(())
    }

    /// The time that the `sqlite3` shell needs to print the platform's tables; `None` without a shell.
    pub fn shell_prints_the_tables(&self) -> anyhow::Result<Option<Duration>> {
        let sql: String = TABLES
            .map(|table| format!("SELECT * FROM {table};"))
            .concat();
        let begin = Instant::now();
        let status = Command::new("sqlite3")
            .arg("-readonly")
            .arg(self.platform())
            .arg(sql)
            .stdout(Stdio::null())
            .status();
        match status {
            Ok(status) => {
                ensure!(status.success(), "the `sqlite3` shell ended with {status}");
                Ok(Some(begin.elapsed()))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).context("cannot start the `sqlite3` shell"),
        }
    }

    pub fn forget_requests(&self) -> anyhow::Result<()> {
        let url = format!("{}/_sandbox/requests", self.sandbox.url());
        self.http.delete(url).send()?.error_for_status()?;
        Ok(())
    }

    /// What came since [`Setting::forget_requests`].
    pub fn seen(&self) -> anyhow::Result<Seen> {
        let get = |path: &str| -> anyhow::Result<Value> {
            let url = format!("{}/_sandbox/{path}", self.sandbox.url());
            Ok(self.http.get(url).send()?.error_for_status()?.json()?)
        };
        let (stats, requests) = (get("stats")?, get("requests")?);
        let rows = requests.as_array().map_or(&[][..], Vec::as_slice);
        let is_link = |row: &Value| {
            row["path"]
                .as_str()
                .is_some_and(|path| path.ends_with("/link"))
        };
        let saved = |method: &str| -> u64 {
            rows.iter()
                .filter(|row| row["method"] == method && row["saved"] == true && !is_link(row))
                .filter_map(|row| row["items"].as_u64())
                .sum()
        };
        let reads = rows.iter().filter(|row| row["method"] == "GET").count();
        Ok(Seen {
            writes: (rows.len() - reads) as u64,
            reads: reads as u64,
            created: saved("POST"),
            changed: saved("PATCH"),
            too_many: stats["too_many"].as_u64().unwrap_or_default(),
            most_in_a_second: stats["max_per_second"].as_u64().unwrap_or_default(),
        })
    }
}
