//! The error and the result of a server's `main`.

/// Any error of a server's `main`.
///
/// ```
/// fn port(text: &str) -> Result<u16, mcp_runtime::Error> {
///     let port = text.parse()?; // any error becomes one
///     if port < 1024 { Err("ports below 1024 are for the system".into()) } else { Ok(port) }
/// }
///
/// assert!(port("eighty").is_err() && port("80").is_err());
/// ```
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// The result of a server's `main`.
///
/// ```no_run
/// use mcp_runtime::prelude::*;
///
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
/// #[tokio::main]
/// async fn main() -> mcp_runtime::Result<()> {
///     let greeting = std::fs::read_to_string("greeting.txt")?;
///     println!("{greeting}");
///     Hello::new().serve("127.0.0.1:8000").await?;
///     Ok(())
/// }
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;
