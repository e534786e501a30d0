#include "gateway/network/auditforward/fhir_receiver.h"

#include "tests/auditforward/kit.h"
#include "tests/support/loopback_server.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace renkei::auditforward::fhir_receiver_test {
namespace {

using nlohmann::json;
using outbox::eventually;
using test::Certificates;
using test::LoopbackServer;
using test::ReceivedRequest;
using test::reply;
using test::ServerReply;
using Kind = ForwardNotice::Kind;

std::string request_of(const json& event) {
    for (const json& entity : event.at("entity")) {
        if (entity.at("type").at("code") == "XrequestId") {
            return entity.at("what").at("identifier").at("value");
        }
    }
    return {};
}
std::string hash_of(const json& event) {
    for (const json& entity : event.at("entity")) {
        if (const auto what = entity.find("what");
            what != entity.end() &&
            what->value("/identifier/system"_json_pointer, "") == audit::chain_hashes) {
            return what->at("identifier").at("value");
        }
    }
    return {};
}

// An audit record repository: keeps what it answers with 201, refuses what a test says.
class Repository {
public:
    explicit Repository(Poco::Net::Context::Ptr context = Certificates::get().server)
        : context_(std::move(context)) {}

    void start() {
        server_ = std::make_unique<LoopbackServer>(
            context_, [this](const ReceivedRequest& request) { return answer(request); }, port_);
        port_ = server_->port();
    }
    void stop() { server_.reset(); }
    std::unique_ptr<Receiver> receiver(Poco::Net::Context::Ptr client = Certificates::get().client) const {
        const auto url =
            client::parse_http_url("https://127.0.0.1:" + std::to_string(port_) + "/fhir").value();
        return std::make_unique<FhirReceiver>(url, std::move(client), client::CurrentTrust(),
                                              client::HttpLimits{.connect = std::chrono::seconds(20),
                                                                 .response = std::chrono::seconds(5),
                                                                 .body = 8U << 20});
    }
    std::vector<std::string> requests() {
        const std::scoped_lock lock(mutex_);
        return requests_;
    }
    // Of what it got more than once, only the first: it knows an event by its hash.
    std::vector<std::string> requests_without_repetitions() {
        const std::scoped_lock lock(mutex_);
        std::vector<std::string> out;
        std::set<std::string> known;
        for (std::size_t i = 0; i < requests_.size(); ++i) {
            if (known.insert(hashes_[i]).second) {
                out.push_back(requests_[i]);
            }
        }
        return out;
    }

    std::function<int(const std::string& request)> status = [](const std::string&) { return 201; };
    std::function<ServerReply(const ReceivedRequest&, ServerReply)> disturb{}; // in place of the answer
    bool takes_bundles = true;
    std::atomic<int> bundles = 0;
    std::atomic<int> singles = 0;

private:
    int take(const json& event) {
        const std::string request = request_of(event);
        const int out = status(request);
        if (out == 201) {
            requests_.push_back(request);
            hashes_.push_back(hash_of(event));
        }
        return out;
    }
    ServerReply answer(const ReceivedRequest& request) {
        const std::scoped_lock lock(mutex_);
        EXPECT_EQ(request.fields.at("content-type"), "application/fhir+json");
        const ServerReply usual = usual_answer(request);
        return disturb ? disturb(request, usual) : usual;
    }
    ServerReply usual_answer(const ReceivedRequest& request) {
        const json body = json::parse(request.body);
        if (request.path == "/fhir/AuditEvent") {
            ++singles;
            EXPECT_EQ(body.at("resourceType"), "AuditEvent");
            return reply(take(body));
        }
        EXPECT_EQ(request.path, "/fhir");
        EXPECT_EQ(body.at("type"), "batch");
        ++bundles;
        if (!takes_bundles) {
            return reply(404);
        }
        json out{{"resourceType", "Bundle"}, {"type", "batch-response"}, {"entry", json::array()}};
        for (const json& entry : body.at("entry")) {
            EXPECT_EQ(entry.at("request"), (json{{"method", "POST"}, {"url", "AuditEvent"}}));
            out["entry"].push_back(
                {{"response", {{"status", std::to_string(take(entry.at("resource"))) + " Something"}}}});
        }
        return reply(200, "", out.dump());
    }

    Poco::Net::Context::Ptr context_;
    std::uint16_t port_ = 0;
    std::mutex mutex_;
    std::vector<std::string> requests_{};
    std::vector<std::string> hashes_{};
    std::unique_ptr<LoopbackServer> server_{}; // first to end
};

std::vector<std::string> requests(int first, int count) {
    std::vector<std::string> out;
    for (int i = 0; i < count; ++i) {
        out.push_back("r" + std::to_string(first + i));
    }
    return out;
}

TEST(FhirReceiver, posts_one_event_as_a_resource_and_several_as_a_batch) {
    Forwarding it;
    Repository repository;
    repository.start();
    add_events(*it.store, 0, 1);
    it.start(repository.receiver());
    ASSERT_TRUE(it.waits_for_nothing());
    EXPECT_EQ(repository.singles, 1);
    EXPECT_EQ(repository.bundles, 0);
    add_events(*it.store, 1, 250);
    ASSERT_TRUE(it.waits_for_nothing());
    EXPECT_EQ(repository.requests(), requests(0, 251));
    EXPECT_GE(repository.bundles, 3);
}

TEST(FhirReceiver, an_event_carries_its_hash_in_the_chain) {
    Forwarding it;
    add_events(*it.store, 0, 1);
    const store::AuditRow row = pending(*it.store, "arr", "a").rows.front();
    const json event =
        json::parse(audit::to_json({row.node, row.sequence, row.hash, audit::event_of(row.event).value()}));
    EXPECT_EQ(hash_of(event), seal::to_hex(row.hash));
    EXPECT_EQ(event.at("entity").back().at("name"), "a/1");
    json without = event;
    without["entity"].erase(without["entity"].size() - 1);
    EXPECT_EQ(without, json::parse(test::must(audit::audit_event_of(row.event, row.node))));
}

TEST(FhirReceiver, loses_nothing_while_the_repository_goes_down_and_comes_back) {
    Forwarding it;
    Repository repository;
    repository.start();
    add_events(*it.store, 0, 500);
    it.start(repository.receiver(), 20);
    for (int round = 1; round <= 3; ++round) {
        ASSERT_TRUE(eventually([&] { return repository.requests().size() > 100U * round; }));
        repository.stop();
        add_events(*it.store, 500 * round, 500);
        ASSERT_TRUE(eventually([&] { return it.notices.has(Kind::failing); }));
        repository.start();
    }
    ASSERT_TRUE(it.waits_for_nothing());
    EXPECT_EQ(repository.requests_without_repetitions(), requests(0, 2000));
}

TEST(FhirReceiver, sends_again_what_half_an_answer_was_for) {
    Forwarding it;
    Repository repository;
    auto times = std::make_shared<int>(0);
    repository.disturb = [times](const ReceivedRequest&, ServerReply usual) {
        if (++*times <= 2) {
            usual.bytes.resize(usual.bytes.size() / 2);
            usual.close = true;
        }
        return usual;
    };
    repository.start();
    add_events(*it.store, 0, 10);
    it.start(repository.receiver());
    ASSERT_TRUE(it.waits_for_nothing());
    EXPECT_EQ(repository.requests_without_repetitions(), requests(0, 10));
    EXPECT_GT(repository.requests().size(), 10U); // it got them twice
    EXPECT_TRUE(it.notices.has(Kind::failing, "answer-cut", 1));
}

TEST(FhirReceiver, an_unavailable_repository_is_no_refusal) {
    for (const int status : {503, 500, 429, 401, 403}) {
        Forwarding it;
        Repository repository;
        std::atomic<int> now = status;
        repository.disturb = [&now](const ReceivedRequest&, ServerReply usual) {
            return now == 201 ? usual : reply(now);
        };
        repository.start();
        add_events(*it.store, 0, 5);
        Forwarder& forwarder = it.start(repository.receiver());
        ASSERT_TRUE(eventually([&] { return forwarder.states().front().failures > 2; }));
        EXPECT_TRUE(it.notices.has(Kind::failing, std::to_string(status), 1)) << status;
        EXPECT_FALSE(it.notices.has(Kind::refused)) << status;
        now = 201;
        EXPECT_TRUE(it.waits_for_nothing());
        it.forwarder.reset();
    }
}

TEST(FhirReceiver, a_refused_event_of_a_batch_holds_the_chain_and_repeats_none_behind_it) {
    Forwarding it;
    Repository repository;
    repository.status = [](const std::string& request) { return request == "r3" ? 422 : 201; };
    repository.start();
    add_events(*it.store, 0, 6);
    Forwarder& forwarder = it.start(repository.receiver());
    ASSERT_TRUE(eventually([&] { return forwarder.states().front().failures > 5; }));
    EXPECT_TRUE(it.notices.has(Kind::refused, "422", 4));
    EXPECT_EQ(pending(*it.store, "arr", "a").from.sequence, 3U);
    EXPECT_EQ(repository.bundles, 1);
    EXPECT_EQ(repository.requests().size(), 5U); // the first Bundle had two behind it
    ASSERT_TRUE(skip_through(*it.store, "arr", "a", 4));
    ASSERT_TRUE(it.waits_for_nothing());
    EXPECT_EQ(repository.requests_without_repetitions(),
              (std::vector<std::string>{"r0", "r1", "r2", "r4", "r5"}));
}

TEST(FhirReceiver, finds_the_event_for_which_a_whole_batch_is_refused) {
    Forwarding it;
    Repository repository;
    repository.disturb = [](const ReceivedRequest& request, ServerReply usual) {
        return request.body.find("\"r3\"") != std::string::npos ? reply(400) : usual;
    };
    repository.start();
    add_events(*it.store, 0, 6);
    it.start(repository.receiver());
    ASSERT_TRUE(eventually([&] { return it.notices.has(Kind::refused, "400", 4); }));
    EXPECT_EQ(pending(*it.store, "arr", "a").from.sequence, 3U);
}

TEST(FhirReceiver, sends_event_by_event_to_a_repository_that_takes_no_bundles) {
    Forwarding it;
    Repository repository;
    repository.takes_bundles = false;
    repository.start();
    add_events(*it.store, 0, 50);
    it.start(repository.receiver());
    ASSERT_TRUE(it.waits_for_nothing());
    EXPECT_EQ(repository.requests(), requests(0, 50));
    EXPECT_TRUE(it.notices.all().empty());
}

TEST(FhirReceiver, gives_nothing_to_a_server_of_another_name) {
    Forwarding it;
    Repository repository(Certificates::get().other_host);
    repository.start();
    add_events(*it.store, 0, 1);
    it.start(repository.receiver());
    ASSERT_TRUE(eventually([&] { return it.notices.has(Kind::failing, "tls:certificate-other-name", 1); }));
    EXPECT_TRUE(repository.requests().empty());
}

TEST(FhirReceiver, waits_while_the_repository_does_not_accept_our_certificate) {
    Forwarding it;
    Repository repository;
    repository.start();
    add_events(*it.store, 0, 1);
    Forwarder& forwarder = it.start(repository.receiver(Certificates::get().stranger));
    ASSERT_TRUE(eventually([&] { return forwarder.states().front().failures > 1; }));
    EXPECT_TRUE(repository.requests().empty());
    EXPECT_TRUE(it.notices.has(Kind::failing));
    forwarder.use(Certificates::get().client); // the operator replaced it
    EXPECT_TRUE(it.waits_for_nothing());
}

} // namespace
} // namespace renkei::auditforward::fhir_receiver_test
