"""The door: what is started, what is served. The dashboard itself is components/shell.py; see its place in the README.

The router does not live beside pages/: Streamlit would then serve a page's address without running the router first.
"""

import streamlit as st

app = st.App("components/shell.py")
