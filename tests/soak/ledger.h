// What the gateway acknowledged, and how often it answered what. Used by many threads.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace renkei::soak {

using Chance = std::mt19937;

struct Entry {
    std::string document; // its id at the gateway
    std::string version;
    std::size_t hash = 0; // of the bytes that were sent
    bool travels = false; // to the hub
    bool withdrawn = false;
};

class Ledger {
public:
    void add(Entry entry);
    std::optional<Entry> any(Chance& chance) const;
    void take_back(const std::string& document); // before the request is sent: from now on it may be gone
    bool is_taken_back(const std::string& document) const;
    std::vector<Entry> all() const;

    void count(const std::string& what);
    std::size_t counted(const std::string& what) const;
    std::string text() const; // all counts

private:
    mutable std::mutex mutex_;
    std::vector<Entry> entries_{};
    std::map<std::string, std::size_t> places_{}; // document → number of its entry
    std::map<std::string, std::size_t> counts_{};
};

} // namespace renkei::soak
