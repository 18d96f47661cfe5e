//! The server of `tests/servers/rough.rs`, as a process.

use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use super::collector::BOUND;
use mcp_tests::client::Ask;

/// A server that ends with this value.
pub(super) struct Process {
    child: Child,
    log: Arc<Mutex<String>>,
    logging: tokio::task::JoinHandle<()>,
    input: Option<ChildStdin>,
    output: Option<Lines<BufReader<ChildStdout>>>,
    address: String,
}

impl Process {
    fn command(args: &[&str], variables: &[(String, String)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rough"));
        command
            .args(args)
            .env_remove("RUST_LOG")
            .env("NO_COLOR", "1")
            .envs(variables.iter().cloned())
            .kill_on_drop(true);
        command
    }

    fn start(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::<Mutex<String>>::default();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let written = log.clone();
        let logging = tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                let mut log = written.lock().unwrap();
                log.push_str(&line);
                log.push('\n');
            }
        });
        let output = child
            .stdout
            .take()
            .map(|output| BufReader::new(output).lines());
        Self {
            input: child.stdin.take(),
            output,
            child,
            log,
            logging,
            address: String::new(),
        }
    }

    /// Over HTTP, once it serves.
    pub(super) async fn serve(args: &[&str], variables: &[(String, String)]) -> Self {
        let mut command = Self::command(&["serve", "--http", "127.0.0.1:0"], variables);
        command
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let mut process = Self::start(command);
        let log = process
            .until_logged("serves MCP at http://", || async {})
            .await;
        let url = log.split("serves MCP at http://").nth(1).unwrap();
        url.split('/')
            .next()
            .unwrap()
            .clone_into(&mut process.address);
        process
    }

    /// Over standard input and output.
    pub(super) fn stdio(args: &[&str], variables: &[(String, String)]) -> Self {
        let mut command = Self::command(&["stdio"], variables);
        command
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        Self::start(command)
    }

    /// Runs one that doesn't start, and returns its error.
    pub(super) fn refused(args: &[&str], variables: &[(String, String)]) -> String {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_rough"))
            .args(args)
            .env_remove("RUST_LOG")
            .env("NO_COLOR", "1")
            .envs(variables.iter().cloned())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    }

    /// The log, once this stands in it. `meanwhile` is done again and again.
    pub(super) async fn until_logged<F: Future<Output = ()>>(
        &self,
        text: &str,
        meanwhile: impl Fn() -> F,
    ) -> String {
        let until = Instant::now() + BOUND;
        loop {
            let log = self.log.lock().unwrap().clone();
            // A line is there as a whole.
            if log.contains(text) {
                return log;
            }
            assert!(Instant::now() < until, "{text}: {log}");
            meanwhile().await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The host and port at which it serves.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Sends a request on a connection of its own, and gives the whole answer.
    pub(super) async fn send(&self, ask: &Ask) -> String {
        let written = ask.clone().header("connection", "close").written();
        self.send_written(&written).await
    }

    /// The same of a request as a socket takes it.
    pub(super) async fn send_written(&self, request: &str) -> String {
        exchange(&self.address, request).await
    }

    /// Reads the metrics as Prometheus does.
    pub(super) async fn metrics(&self) -> String {
        let log = self
            .until_logged("metrics for Prometheus are on", || async {})
            .await;
        let address = log.split("metrics for Prometheus are on ").nth(1).unwrap();
        let address = address.split(',').next().unwrap();
        let request = "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
        let answer = exchange(address, request).await;
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    pub(super) async fn write(&mut self, ask: &Ask) {
        self.write_line(&ask.body).await;
    }

    pub(super) async fn write_line(&mut self, message: &serde_json::Value) {
        let line = format!("{message}\n");
        self.input
            .as_mut()
            .unwrap()
            .write_all(line.as_bytes())
            .await
            .unwrap();
    }

    /// The next line of its output.
    pub(super) async fn line(&mut self) -> String {
        let line = self.output.as_mut().unwrap().next_line();
        timeout(BOUND, line).await.unwrap().unwrap().unwrap()
    }

    /// Ends it as a service manager does, or by the end of its input, and gives its log.
    pub(super) async fn stop(mut self) -> String {
        match self.input.take() {
            Some(input) => drop(input),
            None => {
                let id = i32::try_from(self.child.id().unwrap()).unwrap();
                kill_process(Pid::from_raw(id).unwrap(), Signal::TERM).unwrap();
            }
        }
        let status = timeout(BOUND, self.child.wait()).await.unwrap().unwrap();
        timeout(BOUND, &mut self.logging).await.unwrap().unwrap();
        let log = self.log.lock().unwrap().clone();
        assert_eq!(status.code(), Some(0), "{log}");
        log
    }
}

async fn exchange(address: &str, request: &str) -> String {
    let answer = async {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer).await;
        answer
    };
    timeout(BOUND, answer).await.unwrap()
}
