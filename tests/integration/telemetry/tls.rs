//! A collector behind https.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use axum::serve::Listener;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::json;
use tempfile::TempDir;
use tokio::io;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::collector::Collector;
use super::process::Process;
use mcp_tests::client::Ask;

#[tokio::test]
async fn a_collector_behind_https_is_reached_if_it_is_trusted() {
    let (listener, certificate) = Tls::bind().await;
    let port = listener.tcp.local_addr().unwrap().port();
    let collector = Collector::on(listener).unwrap();
    let mut variables = vec![(
        "OTEL_EXPORTER_OTLP_ENDPOINT".to_owned(),
        format!("https://localhost:{port}"),
    )];

    let stranger = Process::serve(&[], &variables).await;
    stranger.send(&Ask::tool("wait", json!({ "ms": 1 }))).await;
    let log = stranger.stop().await;
    assert!(
        log.contains("telemetry can't be sent to localhost"),
        "{log}"
    );
    assert!(collector.seen().spans.is_empty());

    let path = certificate.path().to_str().unwrap();
    variables.push(("SSL_CERT_FILE".to_owned(), format!("{path}/certificate")));
    let server = Process::serve(&[], &variables).await;
    server.send(&Ask::tool("wait", json!({ "ms": 1 }))).await;
    let log = server.stop().await;
    assert_eq!(collector.seen().spans.len(), 1, "{log}");
}

/// Connections by TLS.
struct Tls {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
}

impl Tls {
    /// For `localhost`, with a certificate that is signed by itself.
    async fn bind() -> (Self, TempDir) {
        let home = TempDir::with_prefix("mcp-collector-").unwrap();
        let (certificate, key) = (home.path().join("certificate"), home.path().join("key"));
        certify(&certificate, &key);
        let chain = vec![CertificateDer::from_pem_file(&certificate).unwrap()];
        let key = PrivateKeyDer::from_pem_file(&key).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        let listener = Self {
            tcp: TcpListener::bind("127.0.0.1:0").await.unwrap(),
            acceptor: TlsAcceptor::from(Arc::new(config)),
        };
        (listener, home)
    }
}

impl Listener for Tls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, peer) = self.tcp.accept().await.unwrap();
            // Whoever doesn't trust the certificate ends the handshake.
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, peer);
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.tcp.local_addr()
    }
}

fn certify(certificate: &PathBuf, key: &PathBuf) {
    let output = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"])
        .args(["-pkeyopt", "ec_paramgen_curve:P-256"])
        .args(["-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(key)
        .arg("-out")
        .arg(certificate)
        .output()
        .expect("OpenSSL makes certificates");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}
