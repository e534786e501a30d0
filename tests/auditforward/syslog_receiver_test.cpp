#include "gateway/network/auditforward/dicom_message.h"
#include "gateway/network/auditforward/syslog_receiver.h"

#include "tests/auditforward/kit.h"
#include "tests/support/loopback_server.h"
#include <Poco/Exception.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

namespace renkei::auditforward::syslog_receiver_test {
namespace {

using outbox::eventually;
using test::Certificates;
using Kind = ForwardNotice::Kind;

// The messages of frames "LENGTH SPACE MESSAGE" (RFC 5425 §4.3); a rest that is not whole is dropped.
std::vector<std::string> messages_in(const std::string& frames) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < frames.size();) {
        const std::size_t space = frames.find(' ', at);
        if (space == std::string::npos) {
            break;
        }
        const std::size_t size = std::stoul(frames.substr(at, space - at));
        if (space + 1 + size > frames.size()) {
            break;
        }
        out.push_back(frames.substr(space + 1, size));
        at = space + 1 + size;
    }
    return out;
}

std::string between(const std::string& text, const std::string& before, const std::string& after) {
    const std::size_t begin = text.find(before) + before.size();
    return text.substr(begin, text.find(after, begin) - begin);
}

// A syslog server over TLS, which requires a client certificate.
class Collector {
public:
    enum class Ending { in_order, cut, never };
    explicit Collector(Poco::Net::Context::Ptr context = Certificates::get().server, std::uint16_t port = 0)
        : listener_(Poco::Net::SocketAddress("127.0.0.1", port), 64, std::move(context)),
          port_(listener_.address().port()),
          thread_([this] { accept(); }) {}
    ~Collector() {
        stopping_ = true;
        thread_.join();
        listener_.close();
    }
    std::uint16_t port() const { return port_; }
    std::vector<std::string> messages() const {
        const std::scoped_lock lock(mutex_);
        return messages_;
    }
    // Requests in the order in which they came first.
    std::vector<std::string> requests() const {
        std::vector<std::string> out;
        for (const std::string& message : messages()) {
            std::string request = between(message, "ParticipantObjectID=\"", "\"");
            if (std::ranges::find(out, request) == out.end()) {
                out.push_back(std::move(request));
            }
        }
        return out;
    }
    std::unique_ptr<Receiver> receiver(Poco::Net::Context::Ptr client = Certificates::get().client,
                                       std::chrono::milliseconds transfer = std::chrono::seconds(20)) const {
        return std::make_unique<SyslogReceiver>(
            client::Endpoint{.secure = true, .host = "127.0.0.1", .port = port_}, std::move(client),
            client::CurrentTrust(),
            SyslogLimits{.connect = std::chrono::seconds(20),
                         .transfer = transfer,
                         .gathering = std::chrono::milliseconds(0)});
    }

    std::atomic<Ending> ending = Ending::in_order;
    std::atomic<std::size_t> reads_at_most = 1U << 30; // bytes of a connection; then it is gone
    std::atomic<int> connections = 0;

private:
    void accept() {
        while (!stopping_) {
            if (!listener_.poll(Poco::Timespan(0, 5000), Poco::Net::Socket::SELECT_READ)) {
                continue;
            }
            try {
                Poco::Net::StreamSocket socket = listener_.acceptConnection();
                ++connections;
                serve(socket);
            } catch (const Poco::Exception&) {
                continue; // the client was refused, or went away
            }
        }
    }
    // True: the client has ended the connection.
    bool read_all(Poco::Net::StreamSocket& socket, std::string& frames) const {
        char buffer[8192];
        while (!stopping_ && frames.size() < reads_at_most) {
            try {
                const int size = socket.receiveBytes(buffer, sizeof buffer);
                if (size <= 0) {
                    return true;
                }
                frames.append(buffer, static_cast<std::size_t>(size));
            } catch (const Poco::TimeoutException&) {
                continue;
            }
        }
        return false;
    }
    void serve(Poco::Net::StreamSocket& socket) {
        socket.setReceiveTimeout(Poco::Timespan(0, 20'000));
        std::string frames;
        const bool has_ended = read_all(socket, frames);
        {
            const std::scoped_lock lock(mutex_);
            for (std::string& message : messages_in(frames)) {
                messages_.push_back(std::move(message));
            }
        }
        if (!has_ended || ending == Ending::cut) {
            ::shutdown(socket.impl()->sockfd(), SHUT_RDWR); // the process is gone: no word of TLS
        } else if (ending == Ending::never) {
            while (!stopping_ && ending == Ending::never) {
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
        } else {
            socket.shutdown();
        }
    }

    Poco::Net::SecureServerSocket listener_;
    std::uint16_t port_;
    std::atomic<bool> stopping_ = false;
    mutable std::mutex mutex_;
    std::vector<std::string> messages_{};
    std::thread thread_; // last: everything above is there when it starts
};

std::vector<std::string> requests(int first, int count) {
    std::vector<std::string> out;
    for (int i = 0; i < count; ++i) {
        out.push_back("r" + std::to_string(first + i));
    }
    return out;
}

audit::ChainedEvent chained(audit::Event event) {
    seal::Hash hash{};
    hash.fill(0xAB);
    return {.node = "node-1",
            .sequence = 7,
            .hash = hash,
            .kept = {.event = std::move(event), .base = "https://gateway.example.jp:8443/fhir"}};
}

TEST(SyslogMessage, has_length_header_and_byte_order_mark) {
    std::string frame;
    append_syslog_frame(frame, chained(read_event("r1")));
    const std::vector<std::string> messages = messages_in(frame);
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(frame.size(), messages[0].size() + std::to_string(messages[0].size()).size() + 1);
    EXPECT_EQ(messages[0].substr(0, messages[0].find("<?xml")),
              "<85>1 2026-09-21T14:13:20.000Z gateway.example.jp renkei node-1 IHE+RFC-3881 - \xEF\xBB\xBF");
}

TEST(SyslogMessage, of_a_refusal_is_a_warning) {
    audit::Event event = read_event("r1");
    event.outcome = audit::Outcome::minor;
    std::string frame;
    append_syslog_frame(frame, chained(event));
    EXPECT_NE(frame.find(" <84>1 "), std::string::npos);
}

TEST(DicomMessage, says_what_the_audit_event_says) {
    EXPECT_EQ(
        dicom_message(chained(read_event("r1"))),
        R"(<?xml version="1.0" encoding="UTF-8"?><AuditMessage>)"
        R"(<EventIdentification EventActionCode="R" EventDateTime="2026-09-21T14:13:20.000Z" EventOutcomeIndicator="0">)"
        R"(<EventID csd-code="rest" codeSystemName="http://terminology.hl7.org/CodeSystem/audit-event-type" originalText="Restful Operation"/>)"
        R"(<EventTypeCode csd-code="read" codeSystemName="http://hl7.org/fhir/restful-interaction" originalText="read"/>)"
        R"(</EventIdentification>)"
        R"(<ActiveParticipant UserID="hospital" UserIsRequestor="true" NetworkAccessPointID="192.0.2.7" NetworkAccessPointTypeCode="2">)"
        R"(<RoleIDCode csd-code="110152" codeSystemName="DCM" originalText="Destination Role ID"/></ActiveParticipant>)"
        R"(<ActiveParticipant UserID="node-1" UserIsRequestor="false" NetworkAccessPointID="https://gateway.example.jp:8443/fhir" NetworkAccessPointTypeCode="5">)"
        R"(<RoleIDCode csd-code="110153" codeSystemName="DCM" originalText="Source Role ID"/></ActiveParticipant>)"
        R"(<AuditSourceIdentification AuditEnterpriseSiteID="node-1" AuditSourceID="node-1"><AuditSourceTypeCode csd-code="4"/></AuditSourceIdentification>)"
        R"(<ParticipantObjectIdentification ParticipantObjectID="r1" ParticipantObjectTypeCode="2" ParticipantObjectTypeCodeRole="20">)"
        R"(<ParticipantObjectIDTypeCode csd-code="XrequestId" codeSystemName="https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType" originalText="X-Request-Id"/>)"
        R"(<ParticipantObjectName>request</ParticipantObjectName></ParticipantObjectIdentification>)"
        R"(<ParticipantObjectIdentification ParticipantObjectID="https://gateway.example.jp:8443/fhir/DocumentReference/01990000000070008000000000000001/_history/1" ParticipantObjectTypeCode="2" ParticipantObjectTypeCodeRole="3">)"
        R"(<ParticipantObjectIDTypeCode csd-code="12" codeSystemName="RFC-3881" originalText="URI"/>)"
        R"(<ParticipantObjectName>document</ParticipantObjectName></ParticipantObjectIdentification>)"
        R"(<ParticipantObjectIdentification ParticipantObjectID="abababababababababababababababababababababababababababababababab" ParticipantObjectTypeCode="4" ParticipantObjectTypeCodeRole="13">)"
        R"(<ParticipantObjectIDTypeCode csd-code="hash" codeSystemName="https://renkei.example.jp/fhir/IdSystem/audit-chain-hash" originalText="hash in the audit chain"/>)"
        R"(<ParticipantObjectName>node-1/7</ParticipantObjectName></ParticipantObjectIdentification>)"
        R"(</AuditMessage>)");
}

TEST(DicomMessage, carries_every_other_fact) {
    audit::Event event;
    event.action = audit::Action::query;
    event.interaction = "search-type";
    event.outcome = audit::Outcome::minor;
    event.reason = "a<&\"b";
    event.certificate = "c0ffee";
    event.about = "care-office";
    event.person = "beef";
    event.query = "patient=12ab";
    event.file = "x.damaged";
    event.times = 3;
    const std::string text = dicom_message(chained(event));
    for (const std::string expected :
         {"EventActionCode=\"E\"", "EventOutcomeIndicator=\"4\"",
          "<EventOutcomeDescription>a&lt;&amp;\"b</EventOutcomeDescription>",
          "UserID=\"c0ffee\" AlternativeUserID=\"c0ffee\"", "ParticipantObjectID=\"care-office\"",
          "ParticipantObjectID=\"beef\" ParticipantObjectTypeCode=\"1\" ParticipantObjectTypeCodeRole=\"1\"",
          "<ParticipantObjectQuery>cGF0aWVudD0xMmFi</ParticipantObjectQuery>",
          "ParticipantObjectID=\"x.damaged\"", "<ParticipantObjectDetail type=\"times\" value=\"Mw==\"/>"}) {
        EXPECT_NE(text.find(expected), std::string::npos) << expected << "\n" << text;
    }
}

TEST(SyslogReceiver, sends_all_events_in_order) {
    Forwarding it;
    const Collector collector;
    add_events(*it.store, 0, 2500);
    it.start(collector.receiver(), 500);
    ASSERT_TRUE(it.waits_for_nothing());
    EXPECT_EQ(collector.messages().size(), 2500U);
    EXPECT_EQ(collector.requests(), requests(0, 2500));
    EXPECT_EQ(collector.connections, 5);
}

TEST(SyslogReceiver, counts_events_only_when_the_collector_ended_the_connection_in_order) {
    for (const Collector::Ending bad : {Collector::Ending::cut, Collector::Ending::never}) {
        Forwarding it;
        Collector collector;
        collector.ending = bad;
        add_events(*it.store, 0, 5);
        Forwarder& forwarder =
            it.start(collector.receiver(Certificates::get().client, std::chrono::milliseconds(500)));
        ASSERT_TRUE(eventually([&] { return it.notices.has(Kind::failing); }));
        EXPECT_EQ(pending(*it.store, "arr", "a").from.sequence, 0U);
        collector.ending = Collector::Ending::in_order;
        forwarder.wake();
        ASSERT_TRUE(it.waits_for_nothing());
        EXPECT_EQ(collector.requests(), requests(0, 5));
        it.forwarder.reset();
    }
}

TEST(SyslogReceiver, sends_again_what_a_collector_that_was_killed_had_not_read) {
    Forwarding it;
    Collector collector;
    collector.reads_at_most = 20'000;
    add_events(*it.store, 0, 200);
    Forwarder& forwarder = it.start(collector.receiver(), 100);
    ASSERT_TRUE(eventually([&] { return forwarder.states().front().failures > 1; }));
    EXPECT_EQ(pending(*it.store, "arr", "a").from.sequence, 0U);
    collector.reads_at_most = 1U << 30;
    ASSERT_TRUE(it.waits_for_nothing());
    EXPECT_EQ(collector.requests(), requests(0, 200));
}

TEST(SyslogReceiver, waits_for_a_collector_that_is_down) {
    Forwarding it;
    auto collector = std::make_unique<Collector>();
    const std::uint16_t port = collector->port();
    std::unique_ptr<Receiver> receiver = collector->receiver();
    collector.reset();
    add_events(*it.store, 0, 3);
    it.start(std::move(receiver));
    ASSERT_TRUE(eventually([&] { return it.notices.has(Kind::failing, "connection-refused", 1); }));
    const Collector again(Certificates::get().server, port);
    ASSERT_TRUE(it.waits_for_nothing());
    EXPECT_EQ(again.requests(), requests(0, 3));
}

TEST(SyslogReceiver, gives_nothing_to_a_server_of_another_name) {
    Forwarding it;
    const Collector collector(Certificates::get().other_host);
    add_events(*it.store, 0, 1);
    it.start(collector.receiver());
    ASSERT_TRUE(eventually([&] { return it.notices.has(Kind::failing, "tls:certificate-other-name", 1); }));
    EXPECT_TRUE(collector.messages().empty());
}

TEST(SyslogReceiver, waits_while_the_collector_does_not_accept_our_certificate) {
    Forwarding it;
    const Collector collector;
    add_events(*it.store, 0, 1);
    Forwarder& forwarder = it.start(collector.receiver(Certificates::get().stranger));
    ASSERT_TRUE(eventually([&] { return forwarder.states().front().failures > 1; }));
    EXPECT_EQ(pending(*it.store, "arr", "a").from.sequence, 0U);
    EXPECT_TRUE(collector.messages().empty());
    forwarder.use(Certificates::get().client);
    EXPECT_TRUE(it.waits_for_nothing());
}

} // namespace
} // namespace renkei::auditforward::syslog_receiver_test
