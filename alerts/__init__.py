"""Alerts. The words of the screens come with cached questions, of each of which Streamlit says that no server runs."""

import logging

logging.getLogger("streamlit.runtime.caching.cache_data_api").addFilter(
    lambda record: "No runtime found" not in record.getMessage()
)
