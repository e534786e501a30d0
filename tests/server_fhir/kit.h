// A gateway without a network: requests in, answers out, over a store of its own.
#pragma once

#include "gateway/network/server/route.h"
#include "gateway/network/server/server_context.h"

#include "tests/documents/inputs.h"
#include "tests/mhd/kit.h"
#include "tests/support/responses.h"

#include <string>
#include <string_view>

namespace renkei::server {

using Json = nlohmann::json;

inline constexpr std::string_view insured_system =
    "https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no";
inline const std::string member_system = "https://renkei.example.jp/fhir/IdSystem/kaigo-member-id";
inline constexpr std::string_view insurer = "990010";
inline constexpr std::string_view hanako = "0000001016"; // of the full admission

class Site {
public:
    Site();

    // GET of a path below /fhir with its query, as `peer`.
    Response get(const std::string& path, std::string_view peer = "manager", Pairs headers = {});
    Response post(const std::string& path, std::string body, std::string_view media_type,
                  std::string_view peer = "manager", Pairs headers = {});
    Response send(std::string method, const std::string& path, std::string body, Pairs headers,
                  std::string_view peer);

    // Submits a document, which must be taken.
    std::string submit(std::string_view bytes, std::string_view peer = "manager"); // its logical id
    store::Store& store() { return *store_; }
    ServerContext& gateway() { return gateway_; }
    const policy::Peer& peer(std::string_view id) const;
    access::Reader reader(std::string_view peer) const; // by direct exchange
    std::vector<std::string> events();                  // AuditEvents
    std::uint64_t documents();
    void add(const policy::Peer& peer); // one more

    documents::TestClock clock{};
    http::MemoryShare memory{};         // of all requests; without limit
    std::optional<policy::User> user{}; // who asks, in each request

private:
    documents::Folder folder_;
    seal::KeyRing ring_;
    std::unique_ptr<store::Store> store_;
    std::vector<policy::Peer> peers_;
    ServerContext gateway_;
};

// Ids of the first issue of an OperationOutcome.
std::string problem(const Response& response);
// "Type/id" of the entries with this search mode.
std::vector<std::string> entries(const Response& response, std::string_view mode = "match");
std::size_t total(const Response& response);                           // of a search that was answered
std::string link(const Response& response, std::string_view relation); // path below /fhir; empty: none
std::string person(std::string_view number = hanako);                  // "system|number", escaped

// An ITI-65 transaction around any bytes.
Json transaction(std::string_view bytes, std::string_view media_type);
// A DocumentReference of ITI-105 with the bytes in it.
Json simplified(std::string_view bytes, std::string_view media_type);
Json relation(const std::string& code, const std::string& id); // relatesTo, to a DocumentReference

} // namespace renkei::server
