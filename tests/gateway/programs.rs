//! nginx, HAProxy and Envoy: started with a configuration in a folder of its own, and ended with the test.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use mcp_runtime::gateway::{Format, Gateway};
use tokio::net::TcpStream;

const HINT: &str = "`tests/services.sh` installs what these tests need";

/// How long a gateway may take to start, and to find that instances are ready.
const START_LIMIT: Duration = Duration::from_secs(30);

/// A gateway that runs. It ends with this value, also when a test panics.
pub(crate) struct Running {
    process: Child,
    pub(crate) address: SocketAddr,
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself, which the test notices.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Starts what the format is for, with this configuration.
pub(crate) async fn start(format: Format, test: &str, gateway: Gateway) -> Running {
    let address = super::instances::nobody().await;
    let (mut command, log) = command(format, test, &gateway.listen(address).config(format).unwrap(), false);
    let process = command.stdin(Stdio::null()).spawn().unwrap_or_else(|e| panic!("{}: {e}. {HINT}", format.name()));
    let mut running = Running { process, address };
    let started = async {
        while TcpStream::connect(address).await.is_err() {
            let ended = running.process.try_wait().unwrap();
            assert!(ended.is_none(), "{} ended: {}", format.name(), fs::read_to_string(&log).unwrap_or_default());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(START_LIMIT, started).await.unwrap_or_else(|_| panic!("{} doesn't listen", format.name()));
    running
}

/// Whether the program takes a configuration; what it says where it doesn't.
pub(crate) fn accepts(format: Format, test: &str, config: &str) -> Result<(), String> {
    let (mut command, log) = command(format, test, config, true);
    let status = command.stdin(Stdio::null()).status().unwrap_or_else(|e| panic!("{}: {e}. {HINT}", format.name()));
    if status.success() { Ok(()) } else { Err(fs::read_to_string(log).unwrap()) }
}

/// The program, and where its log is.
fn command(format: Format, test: &str, config: &str, only_check: bool) -> (Command, PathBuf) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("gateway-{test}-{}", format.name()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    // Envoy tells YAML by the name.
    let file = folder.join(if format == Format::Envoy { "config.yaml" } else { "config" });
    fs::write(&file, config).unwrap();
    let log = folder.join("log");
    let mut command = match format {
        Format::Nginx => {
            let whole = folder.join("nginx.conf");
            fs::write(&whole, nginx(&folder, &file)).unwrap();
            let mut command = Command::new("nginx");
            command.arg("-p").arg(&folder).arg("-e").arg(folder.join("error.log")).arg("-c").arg(whole);
            command.args(only_check.then_some("-t"));
            command
        }
        Format::Haproxy => {
            let mut command = Command::new("haproxy");
            command.arg(if only_check { "-c" } else { "-db" }).arg("-f").arg(file);
            command
        }
        Format::Envoy => {
            let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/services/envoy/envoy/_bin/envoy");
            let mut command = Command::new(if beside.exists() { beside } else { "envoy".into() });
            command.args(["--mode", if only_check { "validate" } else { "serve" }, "--use-dynamic-base-id", "--concurrency", "1", "-c"]);
            command.arg(file);
            command
        }
        _ => unreachable!("no program reads it"),
    };
    let said = fs::File::create(&log).unwrap();
    command.stdout(said.try_clone().unwrap()).stderr(said);
    (command, log)
}

/// What a distribution's `nginx.conf` does, without root and in one process.
fn nginx(folder: &Path, file: &Path) -> String {
    let (folder, file) = (folder.display(), file.display());
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|kind| format!("{kind}_temp_path {folder}/{kind};"));
    format!(
        "daemon off; master_process off; pid {folder}/pid; error_log stderr; events {{}}\n\
         http {{ access_log off; {} include {file}; }}\n",
        temporary.join(" ")
    )
}
