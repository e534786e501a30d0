// What all who work on the gateway share: the gateway, until when, the samples, the ledger. And how a peer
// asks.
#pragma once

#include "ledger.h"
#include "samples.h"
#include "tests/e2e/site.h"

#include <chrono>

namespace renkei::soak {

struct SoakRun {
    e2e::Site& gateway;
    e2e::Site& hub;
    std::filesystem::path folder;
    Samples& samples;
    Ledger& ledger;
    std::chrono::steady_clock::time_point end;

    bool goes_on() const { return std::chrono::steady_clock::now() < end; }
    bool pause(std::chrono::milliseconds time) const; // at most until the end; false: it is over
};

// One peer that sends requests and obeys Retry-After: tries again when the gateway is busy, and never gets a
// 500 or no answer at all.
class Caller {
public:
    Caller(SoakRun& run, const std::string& peer)
        : run_(run),
          peer_(peer),
          client_(run.gateway.client(peer)) {}

    e2e::Reply ask(const std::string& method, const std::string& path, const std::string& body = {},
                   const e2e::Client::Headers& headers = {});
    e2e::Reply post(const std::string& path, const std::string& type, const std::string& body,
                    e2e::Client::Headers headers = {});
    // As `ask`; the status must be one of these.
    e2e::Reply get(const std::string& path, const std::vector<int>& expected, const std::string& accept = {});

private:
    SoakRun& run_;
    std::string peer_;
    e2e::Client client_;
};

std::size_t hash_of(const std::string& bytes);

constexpr const char* fhir_json = "application/fhir+json";
constexpr unsigned temporary_peers = 3; // peers that come and go

// Those who work; each in a thread of its own, until the run is over.
void send_documents(SoakRun& run, unsigned seed);
void read_documents(SoakRun& run, unsigned seed);
void send_rubbish(SoakRun& run, unsigned seed);
void hold_connections(SoakRun& run, unsigned seed);
void operate(SoakRun& run, unsigned seed);

} // namespace renkei::soak
