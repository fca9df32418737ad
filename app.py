"""The chat's front door: `ofsted-chat serve`, or `streamlit run app.py`."""

from rag.ui.main import main

main()
