"""Overview, for governor's staff: what changed, where, and who needs attention."""

import streamlit as st

from components.page_list import require

require("overview")
st.write("…")
