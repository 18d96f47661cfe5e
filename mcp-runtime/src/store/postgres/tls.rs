//! The way to PostgreSQL by TLS.

#[cfg(feature = "store-postgres-tls")]
mod by_rustls {
    use std::sync::Arc;

    use rustls::{ClientConfig, RootCertStore};
    use tokio_postgres_rustls::MakeRustlsConnect;

    use super::super::super::attempts::Failure;

    pub(in super::super) type Tls = MakeRustlsConnect;

    /// With the roots that the system trusts.
    pub(in super::super) fn tls() -> Result<Tls, Failure> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config =
            ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.map_err(|e| Failure {
            error: e.into(),
            again: false,
            doubt: false,
        })?;
        Ok(MakeRustlsConnect::new(
            config.with_root_certificates(roots).with_no_client_auth(),
        ))
    }
}

#[cfg(feature = "store-postgres-tls")]
pub(super) use by_rustls::{Tls, tls};

#[cfg(not(feature = "store-postgres-tls"))]
pub(super) use tokio_postgres::NoTls as Tls;

/// None: `sslmode=require` is an error then.
#[cfg(not(feature = "store-postgres-tls"))]
#[allow(clippy::unnecessary_wraps)]
pub(super) fn tls() -> Result<Tls, super::super::attempts::Failure> {
    Ok(Tls)
}
