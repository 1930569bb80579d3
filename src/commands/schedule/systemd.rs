//! A service and its timer.

use std::fmt::Write as _;

use super::crontab::quoted;
use super::{File, Job};

/// Both files, and how they are put to use.
pub(super) struct Units {
    pub(super) service: File,
    pub(super) timer: File,
    pub(super) how: String,
    pub(super) warnings: Vec<String>,
}

/// Units of the system that run as `user`, or of the user's own manager.
pub(super) fn units(job: &Job, user: Option<&str>) -> Units {
    let name = format!("amosync-{}", escaped(&job.profile));
    let (folder, control) = match user {
        Some(_) => ("/etc/systemd/system", "sudo systemctl"),
        None => ("~/.config/systemd/user", "systemctl --user"),
    };
    let timer_name = quoted(&format!("{name}.timer"));
    let mut how = format!(
        "put the files where their first lines say, then: {control} daemon-reload && {control} enable --now {timer_name}"
    );
    let mut warnings = Vec::new();
    if let Some(user) = user {
        if job.keyring {
            warnings.push(
                "the profile keeps its secrets in the keyring, which a system service cannot open; set \
                 `secrets.store = \"file\"` and sign in again"
                    .to_owned(),
            );
        }
        for folder in job.sync.folders.iter().filter(|folder| !folder.is_dir()) {
            let (user, folder) = (quoted(user), folder.display().to_string());
            warnings.push(format!(
                "the service starts only when the folder `{folder}` is there: sudo install -d -o {user} {}",
                quoted(&folder)
            ));
        }
    } else {
        how.push_str(
            "\nThe profile keeps its secrets in the keyring, which is open only in your own session; so these are units \
             of your session. On a server set `secrets.store = \"file\"` and sign in again.",
        );
    }
    Units {
        service: File {
            path: Some(format!("{folder}/{name}.service")),
            text: service(job, user),
        },
        timer: File {
            path: Some(format!("{folder}/{name}.timer")),
            text: timer(job),
        },
        how,
        warnings,
    }
}

fn service(job: &Job, user: Option<&str>) -> String {
    let command: Vec<_> = job.words(&[]).iter().map(|word| argument(word)).collect();
    let mut text = format!(
        "[Unit]\nDescription=Carry the platform's changes into amoCRM ({})\n",
        job.profile.replace('%', "%%")
    );
    if user.is_some() {
        text += "Wants=network-online.target\nAfter=network-online.target\n";
    }
    text += "\n[Service]\nType=oneshot\n";
    if let Some(user) = user {
        let _ = writeln!(text, "User={user}");
    }
    let _ = writeln!(text, "ExecStart={}", command.join(" "));
    text += "\
# 6: another run is at work, the next start is near. 143: stopped, and safe to run again. 5: done, and some records
# were refused; `amosync rejects list` shows them. Take 5 out if they should make this unit fail.
SuccessExitStatus=5 6 143
# A first run may take hours; a stop waits for the requests in flight.
TimeoutStartSec=infinity
TimeoutStopSec=120
";
    if user.is_some() {
        text += "\
# A secret from a file of root's or from the TPM (`systemd-creds encrypt`) in place of the profile's own store:
#LoadCredential=amosync_client_secret:/etc/amosync/client_secret
#LoadCredentialEncrypted=amosync_access_token:/etc/amosync/access_token.cred
";
    }
    text += "UMask=0077\nNoNewPrivileges=true\n";
    if user.is_some() {
        text += HARDENING;
        let data = path(&job.data.display().to_string());
        let _ = writeln!(text, "ReadWritePaths={data}");
        for folder in &job.sync.folders {
            let folder = path(&folder.display().to_string());
            let _ = writeln!(text, "ReadWritePaths={folder}");
        }
        if let Some(source) = &job.source {
            text += "# SQLite keeps two files beside a database in WAL mode, also for those who only read.\n";
            let source = path(&format!("-{}", source.display()));
            let _ = writeln!(text, "ReadWritePaths={source}");
        }
    }
    text
}

/// What the program never needs.
const HARDENING: &str = "\
CapabilityBoundingSet=
LockPersonality=true
MemoryDenyWriteExecute=true
PrivateDevices=true
ProtectClock=true
ProtectControlGroups=true
ProtectHome=read-only
ProtectHostname=true
ProtectKernelLogs=true
ProtectKernelModules=true
ProtectKernelTunables=true
ProtectSystem=strict
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=true
RestrictRealtime=true
RestrictSUIDSGID=true
SystemCallArchitectures=native
SystemCallFilter=@system-service
";

fn timer(job: &Job) -> String {
    format!(
        "[Unit]\nDescription=Start the sync into amoCRM again and again ({})\n\n\
         [Timer]\nOnCalendar={}\n\
         # Not every installation at the full minute.\nRandomizedDelaySec={}\nAccuracySec=1s\n\
         # A start that was missed while the machine was off is made up for.\nPersistent=true\n\n\
         [Install]\nWantedBy=timers.target\n",
        job.profile.replace('%', "%%"),
        job.every.calendar(),
        job.every.jitter(),
    )
}

/// A part of a unit's name, as `systemd-escape` writes what a name may not have; a dash it may.
fn escaped(text: &str) -> String {
    let mut name = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte) {
            name.push(char::from(byte));
        } else {
            let _ = write!(name, "\\x{byte:02x}");
        }
    }
    // A unit's name has at most 255 bytes, and that of a profile may have 64 letters.
    if name.len() > 200 {
        name = format!("{:016x}", xxhash_rust::xxh3::xxh3_64(text.as_bytes()));
    }
    name
}

/// A word of `ExecStart`: quoted where it must be, and neither a specifier nor a variable.
fn argument(word: &str) -> String {
    let word = word.replace('%', "%%").replace('$', "$$");
    let plain = |c: char| !c.is_whitespace() && !"\"'\\;".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word;
    }
    format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A path of a list of paths, where variables are unknown.
fn path(path: &str) -> String {
    let path = path.replace('%', "%%");
    if path.contains(|c: char| c.is_whitespace() || "\"'\\".contains(c)) {
        return format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\""));
    }
    path
}

#[cfg(test)]
mod tests {
    use super::{argument, escaped, path};

    #[test]
    fn a_unit_has_a_name_that_systemd_takes() {
        assert_eq!(escaped("my-school_2"), "my-school_2");
        assert_eq!(escaped("шк@ a"), "\\xd1\\x88\\xd0\\xba\\x40\\x20a");
        assert_eq!(escaped(&"ш".repeat(64)).len(), 16);
    }

    #[test]
    fn nothing_of_a_word_is_special_to_systemd() {
        assert_eq!(argument("--config"), "--config");
        assert_eq!(argument("/a b/$x%y"), "\"/a b/$$x%%y\"");
        assert_eq!(argument("q\"\\"), "\"q\\\"\\\\\"");
        assert_eq!(argument(""), "\"\"");
        assert_eq!(path("/a b/$x%y"), "\"/a b/$x%%y\"");
    }
}
