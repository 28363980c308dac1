"""The register on a page: server-rendered, for clerks, officers and auditors."""
