//! The TLS of a connection: which authorities are trusted, and what is wrong with a certificate, in words.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{CertificateError, ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::{Error, ErrorKind, Result};

/// Makes what begins TLS: trusting a file's authorities alone, or without one those of the system and of webpki.
///
/// # Errors
/// The file can't be read, or holds no certificate (`Certificate`).
pub(super) fn connector(authorities: Option<&Path>) -> Result<MakeRustlsConnect> {
    let roots = match authorities {
        Some(file) => of_file(file)?,
        None => of_system(),
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|e| Error::failed(format!("TLS could not be begun: {e}")))?;
    Ok(MakeRustlsConnect::new(config.with_root_certificates(roots).with_no_client_auth()))
}

fn of_file(file: &Path) -> Result<RootCertStore> {
    let refused = |why: &str| {
        let message = format!("could not read the authority {}: {why}", file.display());
        Error::new(ErrorKind::Certificate, message)
            .help("nothing was connected; sslrootcert names a file with the authority's certificate in PEM")
    };
    let bytes = std::fs::read(file).map_err(|e| refused(&crate::error::io_words(&e)))?;
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&bytes) {
        let certificate = certificate.map_err(|_| refused("it is damaged"))?;
        roots.add(certificate).map_err(|_| refused("one of its certificates can't be read"))?;
    }
    if roots.is_empty() { Err(refused("it holds no certificate")) } else { Ok(roots) }
}

fn of_system() -> RootCertStore {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    // What the system has beside the well-known ones: a company's own. What can't be read of it vouches for nobody.
    let (_added, _unread) = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

/// Says what is wrong with a certificate, or with what was to be agreed on.
pub(super) fn words(error: &rustls::Error) -> String {
    let rustls::Error::InvalidCertificate(wrong) = error else {
        return format!("no TLS connection could be agreed on ({error})");
    };
    match wrong {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired".into(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "it is not valid yet".into(),
        CertificateError::Revoked => "it was revoked".into(),
        CertificateError::UnknownIssuer => "no authority that is trusted here has signed it".into(),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it is for another host".into()
        }
        CertificateError::BadSignature => "its signature is wrong".into(),
        // webpki says so of a certificate that is its own authority.
        other if format!("{other:?}").contains("CaUsedAsEndEntity") => {
            "it is marked as an authority's (CA:TRUE), and a server's must not be".into()
        }
        other => format!("{other}"),
    }
}

#[cfg(test)]
mod tests {
    use rustls::pki_types::UnixTime;
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_wrong_with_a_certificate_is_said_in_words() {
        let at = |seconds| UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        let of = |wrong| words(&rustls::Error::InvalidCertificate(wrong));
        assert_eq!(of(CertificateError::ExpiredContext { time: at(2), not_after: at(1) }), "it has expired");
        assert_eq!(of(CertificateError::NotValidYetContext { time: at(1), not_before: at(2) }), "it is not valid yet");
        assert_eq!(of(CertificateError::Revoked), "it was revoked");
        assert!(words(&rustls::Error::HandshakeNotComplete).starts_with("no TLS connection could be agreed on"));
    }
}
