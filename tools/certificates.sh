# Home of one line of trust: the machine's own certificates, for pip, uv and Node alike.
# Office networks often stand behind an authority of their own, which the tools' bundled lists do not know.
bundle=/etc/ssl/certs/ca-certificates.crt
if [[ -r $bundle ]]; then
  export PIP_CERT=${PIP_CERT:-$bundle} UV_SYSTEM_CERTS=${UV_SYSTEM_CERTS:-true}
  export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-$bundle}
fi
