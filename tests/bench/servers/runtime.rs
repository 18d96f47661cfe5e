//! Settings that every server here takes from its environment.

/// `PORT`: where to listen, on 127.0.0.1.
pub fn port() -> u16 {
    std::env::var("PORT")
        .ok()
        .and_then(|port| port.parse().ok())
        .expect("PORT is a port number")
}

/// A runtime with a thread per core; with one thread only if `CURRENT_THREAD` is set, so that
/// instructions can be counted.
pub fn new() -> std::io::Result<tokio::runtime::Runtime> {
    use tokio::runtime::Builder;
    let mut builder = if std::env::var_os("CURRENT_THREAD").is_some() {
        Builder::new_current_thread()
    } else {
        Builder::new_multi_thread()
    };
    builder.enable_all().build()
}
