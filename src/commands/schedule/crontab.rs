//! An entry for `crontab -e`.

use std::path::Path;

use super::{File, Job};

/// The entry, with the reasons for its parts as comments.
pub(super) fn entry(job: &Job, mailto: Option<&str>, log: &Path) -> File {
    let mut lines = vec![format!("# amosync, profile {}", job.profile)];
    if job.keyring {
        // Cron starts outside of any session and does not know the bus that leads to the keyring.
        lines.extend(comment(
            "The keyring of this profile is open only while you are logged in. On a machine where nobody is, set \
             `secrets.store = \"file\"` in the profile and run `amosync auth login` again.",
        ));
    } else {
        lines.extend(comment(
            "Secrets are in a file that only you may read, so no session and no keyring is needed.",
        ));
    }
    lines.extend(comment(
        "Exit 6 (another run is at work) and 5 (done; `amosync rejects list` shows what was refused) send no mail.",
    ));
    lines.extend(comment(
        "The log gets a line of JSON with its time for each run and for each warning; `amosync history` shows the runs \
         as a table. It grows until something shortens it, for example /etc/logrotate.d/amosync with:",
    ));
    for line in [
        &format!("\"{}\" {{", log.display()),
        "    monthly",
        "    rotate 12",
        "    missingok",
        "}",
    ] {
        lines.push(format!("#   {line}"));
    }
    if let Some(mailto) = mailto {
        lines.push(format!("MAILTO={mailto}"));
    }
    let bus = if job.keyring {
        "DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/$(id -u)/bus "
    } else {
        ""
    };
    let words = job.words(&["--output", "jsonl", "--log-format", "json"]);
    let command: Vec<_> = words.iter().map(|word| quoted(word)).collect();
    let log = quoted(&log.display().to_string());
    let jitter = job.every.jitter();
    // `$RANDOM` is unknown to the `sh` that cron uses.
    let line = format!(
        "sleep $(($(od -An -N2 -tu2 /dev/urandom) % {jitter})); {bus}{} >>{log} 2>&1; e=$?; \
         case $e in 0|5|6) ;; *) echo \"amosync sync ended with exit code $e, see \"{log} ;; esac",
        command.join(" ")
    );
    // Cron turns a bare `%` into the end of the line.
    lines.push(format!("{} {}", job.every.cron(), line.replace('%', "\\%")));
    File {
        path: None,
        text: lines.join("\n") + "\n",
    }
}

fn comment(text: &str) -> Vec<String> {
    let mut lines = vec![String::from("#")];
    for word in text.split(' ') {
        if lines
            .last()
            .is_some_and(|line| line.len() + word.len() > 98)
        {
            lines.push(String::from("#"));
        }
        if let Some(line) = lines.last_mut() {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines
}

/// A word as `sh` takes it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@,+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn only_odd_words_are_quoted() {
        assert_eq!(quoted("/usr/bin/amosync"), "/usr/bin/amosync");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's"), "'it'\\''s'");
        assert_eq!(quoted(""), "''");
    }
}
