// The scrub of a running gateway: what it logs, counts, and where it goes on.
#include "gateway/app/daemon/scrub_task.h"
#include "gateway/network/documents/intake.h"
#include "gateway/network/store/persons/person_records.h"

#include "tests/documents/inputs.h"
#include "tests/support/damage.h"
#include <spdlog/sinks/ostream_sink.h>

#include <optional>
#include <sstream>

namespace renkei::daemon::scrub_task_test {
namespace {

using documents::admission_named;
using test::damage;
using test::must;

class Scrubbing : public testing::Test {
protected:
    Scrubbing() { start(); }
    // Makes a new log and a new task, as a program does when it starts.
    void start(std::uint64_t bytes = ScrubTask::default_bytes) {
        task.reset();
        log_ = std::make_unique<runtime::Log>(std::make_shared<spdlog::sinks::ostream_sink_mt>(out_));
        task.emplace(site.store(), *log_, bytes);
    }
    std::string send(const std::string& name) {
        const documents::Receipt receipt = site.submit(admission_named(name));
        return receipt.documents.at(0).version.document;
    }
    // What was logged since the last call.
    std::string logged() {
        task.reset();
        log_.reset(); // it writes in a thread of its own
        std::string out = out_.str();
        out_.str("");
        start();
        return out;
    }
    double gauge(std::string_view name) const {
        for (const http::Gauge& each : task->gauges()) {
            if (each.name == name) {
                return each.value;
            }
        }
        return -1;
    }

    documents::Site site;
    std::optional<ScrubTask> task;

private:
    std::ostringstream out_;
    std::unique_ptr<runtime::Log> log_;
};

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t out = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++out;
    }
    return out;
}

TEST_F(Scrubbing, logs_and_counts_what_does_not_open_until_it_is_sent_again) {
    send("A-1");
    const std::string document = send("A-2");
    damage(site.store(), document);
    must(task->go_on());
    EXPECT_EQ(gauge("renkei_documents_damaged"), 1);
    const std::string log = logged();
    EXPECT_EQ(count(log, "\"document-damaged\""), 1U) << log;
    EXPECT_NE(log.find("\"document\":\"" + document + "\""), std::string::npos) << log;
    EXPECT_NE(log.find("\"peer\":\"manager\""), std::string::npos) << "who can send it again: " << log;
    EXPECT_EQ(log.find("連携"), std::string::npos);
    send("A-2");
    EXPECT_EQ(gauge("renkei_documents_damaged"), 0);
    must(task->go_on());
    EXPECT_EQ(logged(), "");
}

TEST_F(Scrubbing, looks_at_once_at_what_a_reader_met) {
    const std::string document = send("A-1");
    damage(site.store(), document);
    must(task->check_seen());
    EXPECT_EQ(gauge("renkei_documents_damaged"), 0);
    const store::Version version = site.versions(document).at(0);
    EXPECT_FALSE(site.store().read_value<std::optional<std::string>>(
        [&](const store::Snapshot& snapshot) { return snapshot.body(version, store::BodyKind::original); }));
    must(task->check_seen());
    must(task->check_seen());
    EXPECT_EQ(gauge("renkei_documents_damaged"), 1);
    EXPECT_EQ(count(logged(), "\"document-damaged\""), 1U);
}

TEST_F(Scrubbing, goes_on_after_a_restart_where_it_was) {
    std::vector<std::string> documents;
    for (int i = 0; i < 4; ++i) {
        documents.push_back(send("A-" + std::to_string(i)));
    }
    damage(site.store(), documents[0]);
    damage(site.store(), documents[3]);
    std::string log;
    for (int i = 0; i < 4; ++i) { // each run opens one document
        start(1);
        must(task->go_on());
        log += logged();
    }
    EXPECT_EQ(count(log, "\"document-damaged\""), 2U) << "each document once: " << log;
    EXPECT_EQ(gauge("renkei_scrub_completed_seconds"), 0);
    start(1);
    must(task->go_on());
    EXPECT_GT(gauge("renkei_scrub_completed_seconds"), 0);
}

TEST_F(Scrubbing, begins_again_an_hour_after_a_round) {
    const std::string document = send("A-1");
    must(task->go_on());
    damage(site.store(), document);
    must(task->go_on());
    EXPECT_EQ(gauge("renkei_documents_damaged"), 0) << "not yet";
    site.clock.pass(ScrubTask::between_rounds);
    must(task->go_on());
    EXPECT_EQ(gauge("renkei_documents_damaged"), 1);
}

TEST_F(Scrubbing, logs_twenty_of_many_and_counts_the_others) {
    for (int i = 0; i < 23; ++i) {
        damage(site.store(), send("A-" + std::to_string(i)));
    }
    must(task->go_on());
    const std::string log = logged();
    EXPECT_EQ(count(log, "\"document-damaged\""), 20U);
    EXPECT_NE(log.find("\"documents-damaged\""), std::string::npos) << log;
    EXPECT_NE(log.find("\"count\":\"3\""), std::string::npos) << log;
}

// At the start, whatever documents are left, and each hour.
TEST_F(Scrubbing, counts_records_about_persons_that_do_not_open) {
    send("A-1");
    send("A-2");
    const auto put = [&](const std::string& name) {
        must(site.store().write([&](store::Transaction& it) {
            return store::put(it,
                              store::Kept<sharing::PersonState>{seal::sha256(name), {.insurer = "990010"}});
        }));
    };
    const auto damage_all = [&] {
        must(site.store().write([](store::Transaction& it) {
            return it.session().sql.send("UPDATE person_record SET entry = $1",
                                         {store::Bytes{"does not open any more"}});
        }));
    };
    put("one");
    put("two");
    start(1);
    must(task->go_on());
    EXPECT_EQ(gauge("renkei_records_damaged"), 0);
    damage_all();
    must(task->go_on());
    EXPECT_EQ(gauge("renkei_records_damaged"), 0) << "not yet";
    site.clock.pass(ScrubTask::between_rounds);
    must(task->go_on());
    EXPECT_EQ(gauge("renkei_records_damaged"), 2);
    const std::string log = logged();
    EXPECT_NE(log.find("\"records-damaged\""), std::string::npos) << log;
    EXPECT_NE(log.find("\"count\":\"2\""), std::string::npos) << log;
    must(task->go_on());
    EXPECT_EQ(gauge("renkei_records_damaged"), 2) << "another program looks at its start";
}

TEST_F(Scrubbing, logs_answers_that_do_not_open) {
    const std::string bytes = admission_named("A-1");
    site.submit(documents::Submission{.bytes = bytes, .idempotency_key = "key"});
    must(site.store().write([](store::Transaction& it) {
        return it.session().sql.send("UPDATE answer SET answer = $1",
                                     {store::Bytes{"does not open any more"}});
    }));
    must(task->go_on());
    EXPECT_NE(logged().find("\"answers-damaged\""), std::string::npos);
}

} // namespace
} // namespace renkei::daemon::scrub_task_test
