//! nginx, HAProxy and Envoy: started with a configuration in a folder of its own, and ended with
//! the test.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use mcp_runtime::gateway::{Format, Gateway};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};

use crate::certificate::certify;

const HINT: &str = "`tests/services.sh` installs what these tests need";

/// How long a gateway may take to start, and to find that instances are ready.
const START_LIMIT: Duration = Duration::from_secs(30);

/// A gateway that runs. It ends with this value, also when a test panics.
#[derive(Debug)]
pub struct Proxy {
    process: Child,
    address: SocketAddr,
    folder: TempDir,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // It may have ended by itself, which the test notices.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Proxy {
    /// Starts what the format is for, with this configuration.
    ///
    /// # Panics
    ///
    /// When it isn't installed, or doesn't start.
    pub async fn start(format: Format, gateway: Gateway) -> Self {
        let address = free_address().await;
        let config = gateway
            .listen(address)
            .config(format)
            .unwrap_or_else(|e| panic!("{e}"));
        let (command, folder) = command(format, &config, false);
        Self::run(format, address, command, folder).await
    }

    /// Starts nginx with these lines in its `server`, to be reached by TLS as `localhost`.
    ///
    /// # Panics
    ///
    /// As [`start`](Self::start).
    pub async fn nginx_by_tls(address: SocketAddr, lines: &str) -> Self {
        let config = format!(
            "server {{\n    listen {address} ssl;\n    ssl_certificate certificate;\n    \
             ssl_certificate_key key;\n{lines}}}\n"
        );
        let (command, folder) = command(Format::Nginx, &config, false);
        certify(folder.path());
        Self::run(Format::Nginx, address, command, folder).await
    }

    async fn run(
        format: Format,
        address: SocketAddr,
        mut command: Command,
        folder: TempDir,
    ) -> Self {
        let process = command
            .stdin(Stdio::null())
            .spawn()
            .unwrap_or_else(|e| panic!("{}: {e}. {HINT}", format.name()));
        let mut running = Self {
            process,
            address,
            folder,
        };
        let started = async {
            while TcpStream::connect(address).await.is_err() {
                let ended = running.process.try_wait().expect("it is our child");
                assert!(
                    ended.is_none(),
                    "{} ended: {}",
                    format.name(),
                    log(&running.folder)
                );
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(START_LIMIT, started)
            .await
            .unwrap_or_else(|_| panic!("{} doesn't listen", format.name()));
        running
    }

    /// The certificate of one that speaks TLS, for whoever is to trust it.
    pub fn certificate(&self) -> PathBuf {
        self.folder.path().join("certificate")
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// An address of the loopback interface that nobody listens on.
async fn free_address() -> SocketAddr {
    let free = TcpListener::bind("127.0.0.1:0")
        .await
        .expect("there is a free port");
    free.local_addr().expect("it is bound")
}

/// Whether the program takes a configuration; what it says where it doesn't.
///
/// # Panics
///
/// When it isn't installed.
pub fn accepts(format: Format, config: &str) -> Result<(), String> {
    let (mut command, folder) = command(format, config, true);
    let status = command
        .stdin(Stdio::null())
        .status()
        .unwrap_or_else(|e| panic!("{}: {e}. {HINT}", format.name()));
    if status.success() {
        Ok(())
    } else {
        Err(log(&folder))
    }
}

fn log(folder: &TempDir) -> String {
    fs::read_to_string(folder.path().join("log")).unwrap_or_default()
}

/// The program, and the folder that it works in, where its log is, too.
fn command(format: Format, config: &str, only_check: bool) -> (Command, TempDir) {
    let written = "a temporary folder can be written to";
    let temporary = TempDir::with_prefix("mcp-gateway-").expect(written);
    let folder = temporary.path();
    // Envoy tells YAML by the name.
    let file = folder.join(if format == Format::Envoy {
        "config.yaml"
    } else {
        "config"
    });
    fs::write(&file, config).expect(written);
    let mut command = match format {
        Format::Nginx => {
            let whole = folder.join("nginx.conf");
            fs::write(&whole, nginx(folder, &file)).expect(written);
            let mut command = Command::new("nginx");
            command
                .arg("-p")
                .arg(folder)
                .arg("-e")
                .arg(folder.join("error.log"))
                .arg("-c")
                .arg(whole);
            command.args(only_check.then_some("-t"));
            command
        }
        Format::Haproxy => {
            let mut command = Command::new("haproxy");
            command
                .arg(if only_check { "-c" } else { "-db" })
                .arg("-f")
                .arg(file);
            command
        }
        Format::Envoy => {
            let beside = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("../../target/services/envoy/envoy/_bin/envoy");
            let mut command = Command::new(if beside.exists() {
                beside
            } else {
                "envoy".into()
            });
            command.args([
                "--mode",
                if only_check { "validate" } else { "serve" },
                "--use-dynamic-base-id",
                "--concurrency",
                "1",
                "-c",
            ]);
            command.arg(file);
            command
        }
        _ => unreachable!("no program reads it"),
    };
    let said = fs::File::create(folder.join("log")).expect(written);
    command
        .stdout(said.try_clone().expect(written))
        .stderr(said);
    (command, temporary)
}

/// Returns a configuration like a distribution's `nginx.conf`, without root and in one process.
fn nginx(folder: &Path, file: &Path) -> String {
    let (folder, file) = (folder.display(), file.display());
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("{kind}_temp_path {folder}/{kind};"));
    format!(
        "daemon off; master_process off; pid {folder}/pid; error_log stderr; events {{}}\n\
         http {{ access_log off; {} include {file}; }}\n",
        temporary.join(" ")
    )
}
