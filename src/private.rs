//! Files and folders that only their owner may read.
//!
//! The store, the journal, results and rejects hold personal data. Whatever the umask, what this process makes is for its
//! owner alone; what an earlier one left open is closed, and said. A folder into which others may write is refused: they
//! could put their own files in the place of ours.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

/// From now on this process makes files that nobody else may read, and leaves no memory image behind when it crashes.
pub fn guard_process() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit, umask};
        umask(rustix::fs::Mode::from_raw_mode(0o077));
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        if let Err(error) = setrlimit(Resource::Core, none) {
            tracing::debug!(%error, "cannot switch core dumps off");
        }
    }
}

/// Makes a folder for personal data, or closes one that is there. `except` names a file that is left as it is.
pub fn folder(dir: &Path, except: &str) -> io::Result<()> {
    std::fs::create_dir_all(dir)?;
    #[cfg(unix)]
    tighten(dir, except)?;
    #[cfg(not(unix))]
    let _ = except;
    Ok(())
}

#[cfg(unix)]
fn tighten(dir: &Path, except: &str) -> io::Result<()> {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(dir)?.permissions().mode();
    if mode & 0o022 != 0 {
        let why = format!(
            "others may write into it, so they could put files of theirs in it; look through it, then run `chmod 700 {}`",
            dir.display()
        );
        return Err(io::Error::new(ErrorKind::PermissionDenied, why));
    }
    let mut closed = Vec::new();
    let mut close = |path: &Path, mode| {
        match std::fs::set_permissions(path, Permissions::from_mode(mode)) {
            Ok(()) => closed.push(path.display().to_string()),
            // Somebody else's file, which only its owner can close.
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "others may read it, and it cannot be closed");
            }
        }
    };
    if mode & 0o077 != 0 {
        close(dir, 0o700);
    }
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        // Of the link itself, not of what it leads to.
        let Ok(meta) = entry.metadata() else { continue };
        let is_open = meta.is_file() && meta.permissions().mode() & 0o077 != 0;
        // A log, which a scheduler's shell makes here, has no personal data; who collects it may be another user.
        let is_log = entry.path().extension().is_some_and(|end| end == "log");
        if is_open && !is_log && entry.file_name() != except {
            close(&entry.path(), 0o600);
        }
    }
    if !closed.is_empty() {
        tracing::warn!(
            paths = closed.join(", "),
            "others could read these; they no longer can"
        );
    }
    Ok(())
}

/// Opens a file of ours for reading and writing; makes it where it is missing. Links and pipes are refused.
pub fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    own(&mut options, path)
}

/// Starts a file anew that is to be written. Links and pipes are refused.
pub fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    let file = own(&mut options, path)?;
    file.set_len(0)?;
    Ok(file)
}

fn own(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let refused = |why: &str| io::Error::new(ErrorKind::InvalidInput, why);
    // Also where the system has no flag for it.
    match std::fs::symlink_metadata(path) {
        Ok(meta) if meta.is_symlink() => {
            return Err(refused(
                "it is a link, which could lead to somebody else's file",
            ));
        }
        Ok(meta) if !meta.is_file() => {
            return Err(refused("it is no ordinary file"));
        }
        _ => {}
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        options
            .mode(0o600)
            .custom_flags(i32::try_from(flags.bits()).unwrap_or(0));
    }
    let file = options.open(path)?;
    let meta = file.metadata()?;
    if !meta.is_file() {
        return Err(refused("it is no ordinary file"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Whoever may open it can read or hold it. One of another owner stays as it is.
        if meta.permissions().mode() & 0o077 != 0 {
            let _ = file.set_permissions(std::fs::Permissions::from_mode(0o600));
        }
    }
    Ok(file)
}
