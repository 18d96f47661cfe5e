//! Servers of databases that a test starts, stops, kills and starts again.

#![allow(clippy::missing_panics_doc)] // A test fails where one can't be had.

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::certificate::certify;

/// How long a server may take to start or to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server on a port of its own, with data of its own, until it is dropped.
#[derive(Debug)]
pub struct Database {
    kind: Kind,
    port: u16,
    data: TempDir,
    child: Option<Child>,
    speaks_tls: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Redis,
    Postgres,
}

impl Database {
    /// A Redis that writes everything down before it answers.
    pub fn redis() -> Self {
        Self::start(Kind::Redis, false)
    }

    /// A PostgreSQL.
    pub fn postgres() -> Self {
        Self::start(Kind::Postgres, false)
    }

    /// A PostgreSQL with PGMQ in it, which is installed by its script.
    pub fn postgres_with_pgmq() -> Self {
        let script =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/services/pgmq/pgmq.sql");
        assert!(
            script.exists(),
            "tests/services.sh takes PGMQ out of its crate"
        );
        let service = Self::postgres();
        service.run_script(&script);
        service
    }

    /// The same, by TLS, with a certificate of its own.
    pub fn redis_by_tls() -> Self {
        Self::start(Kind::Redis, true)
    }

    /// The same, by TLS, with a certificate of its own.
    pub fn postgres_by_tls() -> Self {
        Self::start(Kind::Postgres, true)
    }

    /// For whoever is to trust it.
    pub fn certificate(&self) -> PathBuf {
        self.data.path().join("certificate")
    }

    fn start(kind: Kind, speaks_tls: bool) -> Self {
        let data =
            TempDir::with_prefix("mcp-stores-").expect("there is a directory for temporary files");
        let port = free_port();
        let mut service = Self {
            kind,
            port,
            data,
            child: None,
            speaks_tls,
        };
        if speaks_tls {
            certify(service.data.path());
        }
        if kind == Kind::Postgres {
            service.init();
        }
        service.run();
        service
    }

    /// Returns the URL for `--store`.
    pub fn url(&self) -> String {
        match (self.kind, self.speaks_tls) {
            (Kind::Redis, false) => format!("redis://127.0.0.1:{}", self.port),
            (Kind::Redis, true) => format!("rediss://localhost:{}", self.port),
            (Kind::Postgres, false) => {
                format!("postgres://mcp:hush@127.0.0.1:{}/postgres", self.port)
            }
            (Kind::Postgres, true) => format!(
                "postgres://mcp:hush@localhost:{}/postgres?sslmode=require",
                self.port
            ),
        }
    }

    fn run_script(&self, script: &Path) {
        let output = Command::new(postgres_binary("psql"))
            .arg(self.url())
            .args(["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--file"])
            .arg(script)
            .output()
            .expect("psql comes with PostgreSQL");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", script.display());
    }

    /// Starts it, with the data it had.
    pub fn run(&mut self) {
        assert!(self.child.is_none(), "it runs");
        let began = Instant::now();
        let mut child = self.spawn();
        while !self.answers() {
            assert!(
                began.elapsed() < PATIENCE,
                "the server doesn't start: {}",
                self.log()
            );
            // Remains of the previous process may still be in the way.
            if child.try_wait().expect("it is our child").is_some() {
                child = self.spawn();
            }
            sleep(Duration::from_millis(50));
        }
        self.child = Some(child);
    }

    /// Lets it hang: connections stay, and nobody answers.
    pub fn hang(&self) {
        self.signal("STOP");
    }

    /// Ends the hanging.
    pub fn go_on(&self) {
        self.signal("CONT");
    }

    /// Ends it as a crash does.
    pub fn kill(&mut self) {
        self.signal("KILL");
        if let Some(mut child) = self.child.take() {
            child.wait().expect("it is our child");
        }
    }

    /// Takes its data away, while it doesn't run. PostgreSQL doesn't start without.
    pub fn lose_data(&self) {
        assert!(self.child.is_none() && self.kind == Kind::Redis);
        fs::remove_dir_all(self.data.path().join("appendonlydir")).expect("it has written");
    }

    fn signal(&self, name: &str) {
        let Some(child) = &self.child else { return };
        let processes: Vec<String> = family(child.id()).iter().map(u32::to_string).collect();
        // One that has just ended can't be told anything.
        let _ = Command::new("kill")
            .args(["-s", name])
            .args(processes)
            .stderr(Stdio::null())
            .status();
    }

    fn spawn(&self) -> Child {
        let port = self.port.to_string();
        let log = fs::File::options()
            .create(true)
            .append(true)
            .open(self.log_file())
            .expect("a log can be written");
        let mut command = match self.kind {
            Kind::Redis => {
                let mut command = Command::new("redis-server");
                if self.speaks_tls {
                    command.args([
                        "--port",
                        "0",
                        "--tls-port",
                        &port,
                        "--tls-auth-clients",
                        "no",
                    ]);
                    command
                        .arg("--tls-cert-file")
                        .arg(self.certificate())
                        .arg("--tls-key-file")
                        .arg(self.data.path().join("key"));
                } else {
                    command.args(["--port", &port]);
                }
                command.args([
                    "--bind",
                    "127.0.0.1",
                    "--save",
                    "",
                    "--appendonly",
                    "yes",
                    "--appendfsync",
                    "always",
                ]);
                command.arg("--dir").arg(self.data.path());
                command
            }
            Kind::Postgres => {
                let mut command = as_nobody_special(&postgres_binary("postgres"));
                command
                    .args([
                        "-h",
                        "127.0.0.1",
                        "-p",
                        &port,
                        "-c",
                        "unix_socket_directories=",
                        "-D",
                    ])
                    .arg(self.cluster());
                if self.speaks_tls {
                    command.args([
                        "-c",
                        "ssl=on",
                        "-c",
                        "ssl_cert_file=../certificate",
                        "-c",
                        "ssl_key_file=../key",
                    ]);
                }
                command
            }
        };
        command
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file"))
            .stderr(log)
            .current_dir(self.data.path());
        command
            .spawn()
            .expect("tests/services.sh installs the server")
    }

    /// Makes a cluster of databases, in the user's name and not root's, whose texts are ordered as
    /// people order them.
    fn init(&self) {
        if is_root() {
            let owned = Command::new("chown")
                .arg("-R")
                .arg(UNPRIVILEGED)
                .arg(self.data.path())
                .status();
            assert!(
                owned.is_ok_and(|status| status.success()),
                "a directory can be given to {UNPRIVILEGED}"
            );
        }
        let password = self.data.path().join("password");
        fs::write(&password, "hush").expect("a file can be written");
        let mut init = as_nobody_special(&postgres_binary("initdb"));
        init.args([
            "-U",
            "mcp",
            "-A",
            "password",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale-provider=icu",
            "--icu-locale=en-US",
        ]);
        init.arg("--pwfile")
            .arg(password)
            .arg("-D")
            .arg(self.cluster())
            .current_dir(self.data.path());
        let output = init
            .output()
            .expect("tests/services.sh installs the server");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    fn cluster(&self) -> PathBuf {
        self.data.path().join("cluster")
    }

    fn log_file(&self) -> PathBuf {
        self.data.path().join("log")
    }

    fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    fn answers(&self) -> bool {
        if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            return false;
        }
        let ready = match self.kind {
            Kind::Redis => "Ready to accept connections",
            Kind::Postgres => "database system is ready to accept connections",
        };
        self.log().contains(ready)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.go_on();
        self.kill();
    }
}

/// Who may run PostgreSQL, which refuses root.
const UNPRIVILEGED: &str = "postgres";

fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout == b"0\n")
}

fn as_nobody_special(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args([
            "--reuid",
            UNPRIVILEGED,
            "--regid",
            UNPRIVILEGED,
            "--clear-groups",
            "--",
        ])
        .arg(program);
    command
}

/// The newest that Debian has installed, or the one in the path.
fn postgres_binary(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin").join(name));
    versions
        .filter(|path| path.exists())
        .max()
        .unwrap_or_else(|| name.into())
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there is a free port");
    listener.local_addr().expect("it is bound").port()
}

/// A process and all below it.
fn family(id: u32) -> Vec<u32> {
    let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
    let below = children
        .split_whitespace()
        .filter_map(|child| child.parse().ok())
        .flat_map(family);
    std::iter::once(id).chain(below).collect()
}
