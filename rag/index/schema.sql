-- The library: reports, paragraphs and the vectors themselves are the truth; everything else can be made from it.
-- PRAGMA user_version holds the version (SCHEMA in database.py).

CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE reports (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    urn TEXT,
    authority TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    inspected_from TEXT,
    inspected_to TEXT,
    published TEXT,
    lead_inspector TEXT,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    page_count INTEGER NOT NULL,
    wording TEXT NOT NULL,
    url TEXT,
    warnings TEXT NOT NULL,                 -- JSON list
    fingerprint TEXT NOT NULL,              -- of the model and the chunker that its chunks were made for
    hidden INTEGER NOT NULL DEFAULT 0,      -- 1: a digest whose published report is here
    inspectors TEXT NOT NULL DEFAULT '[]',  -- JSON list
    scope TEXT NOT NULL DEFAULT 'null',     -- JSON: themes, printed, paragraph_ids; null where no letter says it
    labels TEXT NOT NULL DEFAULT ''         -- version of the labels that its findings were made by
);

CREATE TABLE judgements (
    report INTEGER NOT NULL REFERENCES reports (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    area TEXT NOT NULL,
    grade TEXT NOT NULL,
    printed_area TEXT NOT NULL,
    printed_grade TEXT NOT NULL,
    page INTEGER NOT NULL,
    paragraph_id TEXT,
    PRIMARY KEY (report, position)
) WITHOUT ROWID;

CREATE TABLE paragraphs (
    key INTEGER PRIMARY KEY,
    report INTEGER NOT NULL REFERENCES reports (key) ON DELETE CASCADE,
    id TEXT NOT NULL UNIQUE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    number TEXT,
    label TEXT NOT NULL,
    section TEXT NOT NULL,                  -- JSON list
    text TEXT NOT NULL,
    pages TEXT NOT NULL,                    -- JSON list
    outcome TEXT NOT NULL DEFAULT ''        -- of the national framework, printed behind a bullet
);
CREATE INDEX paragraphs_by_report ON paragraphs (report, position);

-- Apart from the paragraphs, because they are large and wanted only for the few that are cited.
CREATE TABLE places (
    paragraph INTEGER PRIMARY KEY REFERENCES paragraphs (key) ON DELETE CASCADE,
    packed BLOB NOT NULL                    -- zlib
);

-- What its sentences are about and which way they point (rag/label): made from the paragraphs, and made anew from them.
-- Without a reference to the paragraph, which would be looked up for each that goes; findings go with their report.
CREATE TABLE findings (
    theme TEXT NOT NULL,
    report INTEGER NOT NULL REFERENCES reports (key) ON DELETE CASCADE,
    paragraph INTEGER NOT NULL,
    begins INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    weakness REAL NOT NULL,                 -- log-odds
    direction TEXT NOT NULL,                -- weak, strong, neither
    to_improve INTEGER NOT NULL,
    names_it INTEGER NOT NULL,
    PRIMARY KEY (theme, report, paragraph, begins)
) WITHOUT ROWID;
CREATE INDEX findings_by_report ON findings (report);

-- What a report's findings on a theme come to: its clearest sentence each way and its first one.
CREATE TABLE standings (
    theme TEXT NOT NULL,
    report INTEGER NOT NULL REFERENCES reports (key) ON DELETE CASCADE,
    weak_paragraph INTEGER, weak_begins INTEGER, weak_ends INTEGER, weak_weakness REAL, weak_marks INTEGER,
    strong_paragraph INTEGER, strong_begins INTEGER, strong_ends INTEGER, strong_weakness REAL, strong_marks INTEGER,
    first_paragraph INTEGER NOT NULL, first_begins INTEGER NOT NULL, first_ends INTEGER NOT NULL,
    first_weakness REAL NOT NULL, first_marks INTEGER NOT NULL,
    balance INTEGER NOT NULL,               -- 1: to weaknesses on the whole, 2: to strengths, 3: to both
    PRIMARY KEY (theme, report)
) WITHOUT ROWID;
CREATE INDEX standings_by_report ON standings (report);

CREATE TABLE chunks (
    key INTEGER PRIMARY KEY,
    report INTEGER NOT NULL REFERENCES reports (key) ON DELETE CASCADE,
    id TEXT NOT NULL UNIQUE,
    position INTEGER NOT NULL,
    paragraph_ids TEXT NOT NULL,            -- JSON list
    text TEXT NOT NULL,
    context TEXT NOT NULL,
    digest TEXT NOT NULL
);
CREATE INDEX chunks_by_report ON chunks (report, position);
CREATE INDEX chunks_by_digest ON chunks (digest);

-- Full text over folded words (words.py), one row a chunk, rowid = chunks.key.
CREATE VIRTUAL TABLE chunk_words USING fts5 (text, context, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE TRIGGER chunk_words_follow AFTER DELETE ON chunks BEGIN DELETE FROM chunk_words WHERE rowid = old.key; END;

-- With rowids: without, SQLite would give every vector an overflow page of its own, three times the room.
CREATE TABLE vectors (
    fingerprint TEXT NOT NULL,
    digest TEXT NOT NULL,
    vector BLOB NOT NULL,                   -- little-endian float32, of length 1
    PRIMARY KEY (fingerprint, digest)
);

-- Every file that was taken in: what lets the next ingest skip it, whichever report its bytes became.
CREATE TABLE files (
    sha256 TEXT PRIMARY KEY,
    file_name TEXT NOT NULL,
    report_id TEXT NOT NULL,
    stamp TEXT NOT NULL,                    -- of the reader and the fingerprint
    taken TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE refusals (
    file_name TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    reason TEXT NOT NULL,
    refused TEXT NOT NULL
) WITHOUT ROWID;

INSERT INTO state VALUES ('generation', '0');
