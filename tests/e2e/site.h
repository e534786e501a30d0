// One gateway: its folder, its configuration, its peers, and the program while it runs.
#pragma once

#include "authority.h"
#include "client.h"
#include "process.h"
#include <nlohmann/json.hpp>

#include <functional>
#include <memory>

namespace renkei::e2e {

class Site {
public:
    // `more`: further lines of renkei.yaml. The site begins with an empty store.
    Site(const std::filesystem::path& folder, const Authority& authority, const std::string& name,
         const std::string& more = {});
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;
    ~Site(); // checks that the log contains nothing about the persons in the fixtures

    // Options of `renkei peer add` beside --config, --id and --certificate; the certificate is made by the
    // authority.
    void add_peer(const std::string& id, const std::vector<std::string>& options);

    void start(const Environment& environment = {}); // returns when it is READY
    bool try_start(const Environment& environment);  // false: it ended before that
    void stop();                                     // as Ctrl-C does; must end clean
    void kill();                                     // kill -9
    bool has_ended() { return process_ == nullptr || process_->has_ended(); }
    Process& process() { return *process_; }

    Client client(const std::string& peer) const; // calls as this peer
    std::string address() const;                  // "https://127.0.0.1:PORT"
    std::uint16_t port() const { return port_; }
    // status of a page of the management listener; nothing: no answer
    std::optional<int> management(const std::string& path) const;
    const std::filesystem::path& folder() const { return folder_; }
    std::filesystem::path config() const { return folder_ / "renkei.yaml"; }
    std::string log() const; // standard error of all its runs

    // Runs `renkei COMMAND… --config …`; must succeed.
    std::string command(std::vector<std::string> words) const;

private:
    std::filesystem::path folder_;
    const Authority& authority_;
    std::uint16_t port_ = 0;
    std::string ready_; // what it said at its last start: READY, its address, that for management
    std::unique_ptr<Process> process_;
};

std::string fixture(const std::string& path); // bytes of fixtures/PATH
// Asks again until it is true, at most so many seconds.
bool eventually(const std::function<bool()>& condition, int seconds = 60);
// The text with every `from` written as `to`.
std::string with(std::string text, const std::string& from, const std::string& to);

} // namespace renkei::e2e
