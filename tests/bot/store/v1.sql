BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'pufa','m001_first_version','2026-11-23 00:00:00+00:00');
CREATE TABLE "conversations" (
   "asker" TEXT PRIMARY KEY,
   "state" TEXT NOT NULL,
   "expires_at" TEXT NOT NULL
);
INSERT INTO "conversations" VALUES('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','{"choices": ["e:weiting"], "awaiting": "", "question": "〔车牌〕违停", "question_id": 2}','2026-11-24T02:01:00+00:00');
CREATE TABLE "letters" (
   "receipt" TEXT PRIMARY KEY,
   "token" TEXT NOT NULL,
   "written_at" TEXT NOT NULL,
   "expires_at" TEXT NOT NULL,
   "channel" TEXT NOT NULL,
   "chat_id" TEXT NOT NULL,
   "asker" TEXT NOT NULL,
   "question" TEXT,
   "text" TEXT NOT NULL,
   "reply" TEXT,
   "replied_at" TEXT
);
INSERT INTO "letters" VALUES('261123-ABCDEF','token-of-the-first-letter','2026-11-23T02:01:00+00:00','2027-11-23T02:01:00+00:00','telegram','42','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','〔车牌〕违停','请回电13800138000',NULL,NULL);
CREATE TABLE "questions" (
   "id" INTEGER PRIMARY KEY,
   "asked_at" TEXT NOT NULL,
   "channel" TEXT NOT NULL,
   "asker" TEXT NOT NULL,
   "text" TEXT NOT NULL,
   "decision" TEXT NOT NULL,
   "entry" TEXT,
   "chosen" TEXT,
   "confidence" REAL,
   "milliseconds" REAL
);
INSERT INTO "questions" VALUES(1,'2026-11-23T01:00:00+00:00','web','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','货车超载怎么处罚','answer','chaozai-fakuan',NULL,0.97,2.5);
INSERT INTO "questions" VALUES(2,'2026-11-23T02:00:00+00:00','telegram','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','〔车牌〕违停','suggest','weiting','weiting-kouche',0.5,3.5);
CREATE TABLE "telegram_updates" (
   "update_id" INTEGER PRIMARY KEY,
   "seen_at" TEXT NOT NULL
);
INSERT INTO "telegram_updates" VALUES(1001,'2026-11-23T02:00:00+00:00');
CREATE TABLE "votes" (
   "question_id" INTEGER PRIMARY KEY REFERENCES "questions"("id"),
   "voted_at" TEXT NOT NULL,
   "helpful" INTEGER NOT NULL,
   "reason" TEXT
);
INSERT INTO "votes" VALUES(1,'2026-11-23T01:01:00+00:00',0,'没说扣几分');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX "idx_questions_asked_at"
    ON "questions" ("asked_at");
CREATE INDEX "idx_questions_asker"
    ON "questions" ("asker");
CREATE UNIQUE INDEX "idx_letters_token"
    ON "letters" ("token");
CREATE INDEX "idx_letters_asker"
    ON "letters" ("asker");
COMMIT;
