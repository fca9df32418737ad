"""What the commands of `ofsted-chat` do and say; `rag.cli` reads the command line and hands them their parts."""
