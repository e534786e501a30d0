// What is wrong: broken and damaged documents, bytes that are no HTTP, requests that two readers would
// understand differently, bombs; and connections that are held open and dripped into.
#include "soak_run.h"
#include "wire.h"
#include <Poco/DeflatingStream.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sstream>

namespace renkei::soak {
namespace {

using e2e::Reply;
using nlohmann::json;
using namespace std::chrono_literals;

std::string noise(Chance& chance, std::size_t most) {
    std::string out(chance() % most, '\0');
    for (char& each : out) {
        each = static_cast<char>(chance());
    }
    return out;
}

std::string times(const std::string& text, unsigned count) {
    std::string out;
    for (unsigned i = 0; i < count; ++i) {
        out += text;
    }
    return out;
}

void send_broken(SoakRun& run, Caller& caller, Chance& chance) {
    const Document document = run.samples.broken(chance);
    const Reply refused = caller.post("/documents", document.media_type, document.bytes);
    EXPECT_TRUE(refused.status >= 400 && refused.status < 500) << refused.status << refused.body;
    EXPECT_NE(refused.body.find("OperationOutcome"), std::string::npos) << refused.body;
    run.ledger.count("broken documents");
}

// The gateway may refuse a damaged document; one that it takes it must keep as it came.
void send_damaged(SoakRun& run, Caller& caller, Chance& chance) {
    const Document document = run.samples.damaged(chance);
    const Reply reply = caller.post("/documents", document.media_type, document.bytes);
    EXPECT_TRUE(reply.status == 200 || reply.status == 201 || (reply.status >= 400 && reply.status < 500))
        << reply.status << reply.body;
    run.ledger.count(fmt::format("damaged documents, {}", reply.status));
    if (reply.status != 201) {
        return;
    }
    const json taken = json::parse(reply.body).at("documents");
    if (taken.size() == 1) {
        run.ledger.add({.document = taken.at(0).at("id"),
                        .version = std::to_string(taken.at(0).at("version").get<int>()),
                        .hash = hash_of(document.bytes)});
    }
}

void send_bombs(SoakRun& run, Caller& caller, Chance& chance) {
    std::ostringstream bomb;
    Poco::DeflatingOutputStream stream(bomb, Poco::DeflatingStreamBuf::STREAM_GZIP);
    stream << std::string(40'000'000, 'a');
    stream.close();
    const std::string entities = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"" + std::string(100, 'a') +
                                 "\"><!ENTITY b \"" + times("&a;", 100) + "\">]><Bundle>" +
                                 times("&b;", 100) + "</Bundle>";
    struct Bomb {
        const char* path;
        const char* type;
        std::string bytes;
        bool is_packed = false;
    };
    const Bomb bombs[] = {
        {"/documents", "text/csv", bomb.str(), true},
        {"/documents", "application/fhir+xml", entities},
        {"/documents", "application/fhir+json", times("[", 100'000)},
        {"/fhir", "application/fhir+json", times("{\"a\":", 50'000)},
        {"/fhir/Bundle", "application/fhir+xml",
         "<Patient xmlns=\"http://hl7.org/fhir\">" + times("<contained>", 20'000)},
        {"/fhir/$convert?form=admission&to=fhir", "text/csv", std::string(900'000, ',')},
        {"/documents", "application/pdf", noise(chance, 100'000)},
        {"/documents", "no/type", noise(chance, 1000)},
        {"/documents/_search", "application/x-www-form-urlencoded", "person=" + times("%00", 500)}};
    const Bomb& one = bombs[chance() % std::size(bombs)];
    const Reply reply = caller.post(one.path, one.type, one.bytes,
                                    one.is_packed ? e2e::Client::Headers{{"Content-Encoding", "gzip"}}
                                                  : e2e::Client::Headers{});
    EXPECT_TRUE(reply.status >= 400 && reply.status < 500)
        << one.path << " " << one.type << ": " << reply.status << reply.body;
    run.ledger.count("bombs");
}

std::string wrong_bytes(Chance& chance) {
    const std::string head = "POST /documents HTTP/1.1\r\nHost: a\r\n";
    const std::string cases[] = {noise(chance, 5000),
                                 head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                                 head + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
                                 head + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\nx",
                                 head + "X: " + std::string(100'000, 'x') + "\r\n\r\n",
                                 head + times("X: y\r\n", 5000) + "\r\n",
                                 head + "Content-Length: 99999999999\r\n\r\n",
                                 "GET /documents/../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
                                 "GET /%00%ff HTTP/1.1\r\nHost: a\r\n\r\n",
                                 "\r\n\r\n\r\n",
                                 "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                                 head + noise(chance, 300) + "\r\n\r\n"};
    return cases[chance() % std::size(cases)];
}

void send_noise(SoakRun& run, Caller&, Chance& chance) {
    const bool in_clear = chance() % 5 == 0;
    Wire wire(in_clear ? std::filesystem::path() : run.folder / "certificates" / "network",
              run.gateway.port());
    if (wire.is_open() && wire.send(wrong_bytes(chance))) {
        const std::string answer = wire.receive(300ms);
        EXPECT_FALSE(answer.starts_with("HTTP/1.1 2") || answer.starts_with("HTTP/1.1 500"))
            << answer.substr(0, 300);
    }
    run.ledger.count("noise");
}

using VandalTask = void (*)(SoakRun&, Caller&, Chance&);
constexpr VandalTask rubbish_tasks[] = {send_broken, send_damaged, send_damaged, send_bombs, send_noise};

} // namespace

void send_rubbish(SoakRun& run, unsigned seed) {
    Chance chance(seed);
    Caller caller(run, "network");
    while (run.pause(std::chrono::milliseconds(20 + chance() % 60))) {
        rubbish_tasks[chance() % std::size(rubbish_tasks)](run, caller, chance);
    }
}

void hold_connections(SoakRun& run, unsigned seed) {
    Chance chance(seed);
    const std::filesystem::path certificate = run.folder / "certificates" / "network";
    const std::string requests[] = {
        "GET /documents?_count=100 HTTP/1.1\r\nHost: a\r\n",
        "POST /documents HTTP/1.1\r\nHost: a\r\nContent-Type: text/csv\r\nContent-Length: 5000\r\n\r\n" +
            std::string(500, 'a'),
        ""};
    while (run.goes_on()) {
        std::vector<std::unique_ptr<Wire>> held;
        for (unsigned i = 0; i < 8; ++i) {
            held.push_back(std::make_unique<Wire>(i % 4 == 0 ? std::filesystem::path() : certificate,
                                                  run.gateway.port()));
        }
        const std::string request = requests[chance() % std::size(requests)];
        // a byte at a time, to all of them
        for (std::size_t at = 0; at < request.size() && at < 40 && run.pause(50ms); ++at) {
            for (const auto& wire : held) {
                if (wire->is_open()) {
                    wire->send(request.substr(at, 1));
                }
            }
        }
        run.pause(std::chrono::milliseconds(chance() % 2000));
        run.ledger.count("connections held");
    }
}

} // namespace renkei::soak
