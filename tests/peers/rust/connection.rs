//! The connection to the server, on which the answers are noted.

use std::process::Stdio;

use rmcp::model::{JsonRpcMessage, JsonRpcResponse};
use rmcp::service::{
    ClientInitializeError, ClientLifecycleMode, ClientServiceExt, RoleClient, RxJsonRpcMessage,
    TxJsonRpcMessage,
};
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use rmcp::transport::{StreamableHttpClientTransport, TokioChildProcess, Transport};
use tokio::process::Command;

use super::user::User;
use super::{Answered, Client, locked};
use crate::Server;

/// A transport that notes which requests were answered: the client passes over answers that it
/// doesn't wait for.
struct Noting<T> {
    transport: T,
    answered: Answered,
}

impl<T: Transport<RoleClient>> Transport<RoleClient> for Noting<T> {
    type Error = T::Error;

    fn send(
        &mut self,
        message: TxJsonRpcMessage<RoleClient>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send + 'static {
        self.transport.send(message)
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleClient>> {
        let message = self.transport.receive().await;
        if let Some(JsonRpcMessage::Response(JsonRpcResponse { id, .. })) = &message {
            locked(&self.answered).push(id.clone());
        }
        message
    }

    async fn close(&mut self) -> Result<(), Self::Error> {
        self.transport.close().await
    }
}

/// Connects, and notes in `answered` what is answered.
pub(super) async fn connect(
    server: &Server,
    user: User,
    mode: ClientLifecycleMode,
    answered: &Answered,
) -> Result<Client, ClientInitializeError> {
    let answered = answered.clone();
    match server {
        Server::Http(example) => {
            // Whatever proxy the environment names, loopback is reached without.
            let http = reqwest::Client::builder()
                .no_proxy()
                .build()
                .expect("it needs nothing");
            let config = StreamableHttpClientTransportConfig::with_uri(example.url());
            let transport = StreamableHttpClientTransport::with_client(http, config);
            user.serve_with_lifecycle(
                Noting {
                    transport,
                    answered,
                },
                mode,
            )
            .await
        }
        Server::Stdio(binary) => {
            let mut command = Command::new(binary);
            command.arg("stdio");
            let (transport, _) = TokioChildProcess::builder(command)
                .stderr(Stdio::null())
                .spawn()
                .expect("the example starts");
            user.serve_with_lifecycle(
                Noting {
                    transport,
                    answered,
                },
                mode,
            )
            .await
        }
    }
}
