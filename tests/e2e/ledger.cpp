#include "ledger.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace renkei::e2e {
namespace {

using nlohmann::json;

constexpr const char* csv = "text/csv;charset=Shift_JIS";
constexpr std::string_view own_id = "CRASH-"; // every ledger's mark begins so

std::vector<std::string> ids_at(Client& client) {
    std::vector<std::string> out;
    for (std::string page = "/documents?_count=100"; !page.empty();) {
        const Reply reply = client.get(page, {{"Accept", "application/json"}});
        if (reply.status != 200) {
            ADD_FAILURE() << reply.status << reply.body;
            return out;
        }
        const json list = json::parse(reply.body);
        for (const json& one : list.at("documents")) {
            out.push_back(one.at("id"));
        }
        page = list.value("next", "");
        page = page.substr(std::min(page.size(), page.find("/documents")));
    }
    return out;
}

} // namespace

int crash_rounds(int otherwise) {
    const char* const wanted = std::getenv("RENKEI_CRASH_ROUNDS");
    return wanted == nullptr ? otherwise : std::atoi(wanted);
}

std::vector<std::string> crash_steps() {
    std::set<std::string> out;
    constexpr std::string_view place = "base::crash_point(\"";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(RENKEI_SOURCE "/gateway")) {
        if (entry.path().extension() == ".cpp") {
            std::ifstream in(entry.path());
            const std::string text{std::istreambuf_iterator<char>(in), {}};
            for (std::size_t at = text.find(place); at != std::string::npos; at = text.find(place, at + 1)) {
                const std::size_t name = at + place.size();
                out.insert(text.substr(name, text.find('"', name) - name));
            }
        }
    }
    return {out.begin(), out.end()};
}

void Ledger::send(Client& client, int most) {
    for (int i = 0; i < most; ++i) {
        const std::string id =
            unanswered_.empty() ? fmt::format("{}{:05}", mark_, next_++) : *unanswered_.begin();
        unanswered_.insert(id);
        if (!offer(client, id)) {
            return;
        }
    }
}

bool Ledger::send_again(Client& client) {
    const std::vector<std::string> all(unanswered_.begin(), unanswered_.end());
    return std::ranges::all_of(all, [&](const std::string& id) { return offer(client, id); });
}

bool Ledger::offer(Client& client, const std::string& id) {
    // a hundred persons, because the documents of one person are delivered one by one
    const std::string person = "00000020" + id.substr(id.size() - 2);
    const std::string document = with(with(document_, "FIX-UNKNOWN", id), "0000002022", person);
    const auto reply = client.send("POST", "/documents", document, {{"Content-Type", csv}});
    if (!reply) {
        return false;
    }
    EXPECT_TRUE(reply->status == 200 || reply->status == 201) << reply->status << reply->body;
    unanswered_.erase(id);
    acknowledged_.insert(id);
    return true;
}

std::size_t Ledger::count_at(Site& site, const std::string& peer) {
    Client client = site.client(peer);
    return ids_at(client).size();
}

std::multiset<std::string> Ledger::names_at(Site& site, const std::string& peer) {
    Client client = site.client(peer);
    std::multiset<std::string> out;
    for (const std::string& id : ids_at(client)) {
        Reply document = client.get("/documents/" + id, {{"Accept", csv}});
        while (document.status == 429) { // many documents in a second
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
            document = client.get("/documents/" + id, {{"Accept", csv}});
        }
        EXPECT_EQ(document.status, 200) << id;
        if (const std::size_t at = document.body.find(own_id); at != std::string::npos) {
            out.insert(document.body.substr(at, document.body.find('"', at) - at));
        }
    }
    return out;
}

} // namespace renkei::e2e
