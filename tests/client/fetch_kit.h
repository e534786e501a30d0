// A gateway that has a mailbox, and the folder into which it is fetched.
#pragma once

#include "gateway/core/text/content_disposition.h"
#include "gateway/network/client/client.h"

#include "tests/support/loopback_server.h"
#include "tests/support/temporary_folder.h"
#include <nlohmann/json.hpp>

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace renkei::client {

using Names = std::vector<std::string>;
using test::LoopbackServer;
using test::ReceivedRequest;
using test::reply;
using test::ServerReply;
using test::TemporaryFolder;
using text::content_disposition;

// A mailbox of deliveries "d0", "d1" … that gives two at once.
class Mailbox {
public:
    struct Letter {
        std::string name{};
        std::string content{};
        int status = 200;
        std::string document{}; // the one that it brings, in `version`
        int version = 1;
        bool withdrawn = false;
        std::string set{};
        std::string replaced{}; // the field that names characters
    };
    explicit Mailbox(std::vector<Letter> letters)
        : server_(nullptr, [this](const ReceivedRequest& heard) { return response(heard); }) {
        const std::scoped_lock lock(mutex_);
        for (std::size_t i = 0; i < letters.size(); ++i) {
            letters_["d" + std::to_string(i)] = letters[i];
        }
    }
    diag::Result<FetchResult> fetch(const fs::path& folder) {
        HttpPool pool(nullptr, client_limits());
        return fetch_mailbox(pool, *parse_http_url(server_.url()), folder);
    }
    // Adds a delivery; the list is in the order of ids.
    void add(const std::string& id, Letter letter) {
        const std::scoped_lock lock(mutex_);
        letters_[id] = std::move(letter);
    }
    std::string url() const { return server_.url(); }
    std::size_t left() const {
        const std::scoped_lock lock(mutex_);
        return letters_.size();
    }
    Names acknowledged() const { // with the parameters of the requests
        const std::scoped_lock lock(mutex_);
        return acknowledged_;
    }
    std::function<void()> on_acknowledge{};
    std::atomic<bool> loses_acknowledgements = false;

private:
    ServerReply response(const ReceivedRequest& heard) {
        const std::scoped_lock lock(mutex_);
        const std::string id = heard.path.substr(heard.path.rfind('/') + 1);
        if (heard.path.starts_with("/mailbox?")) {
            return list(heard.path);
        }
        if (heard.method == "DELETE") {
            if (on_acknowledge) {
                on_acknowledge();
            }
            if (loses_acknowledgements) {
                return {.close = true};
            }
            acknowledged_.push_back(id);
            letters_.erase(id.substr(0, id.find('?')));
            return reply(204);
        }
        const Letter& letter = letters_.at(id);
        const std::string replaced =
            letter.replaced.empty() ? "" : "Renkei-Replaced: " + letter.replaced + "\r\n";
        return reply(letter.status,
                     "Content-Disposition: " + content_disposition(letter.name) + "\r\n" + replaced,
                     letter.content);
    }
    ServerReply list(const std::string& path) {
        const std::size_t at = path.find("page=");
        nlohmann::json out{{"deliveries", nlohmann::json::array()}};
        auto it = at == std::string::npos ? letters_.begin() : letters_.upper_bound(path.substr(at + 5));
        for (; it != letters_.end() && out["deliveries"].size() < 2; ++it) {
            nlohmann::json one{{"id", it->first}, {"version", it->second.version}};
            if (!it->second.document.empty()) {
                one["document"] = it->second.document;
                one["sender"] = "office:9970100013";
            }
            one["status"] = it->second.withdrawn ? "withdrawn" : "current";
            one["queued"] = "2026-11-26T00:00:00Z";
            if (!it->second.set.empty()) {
                one["set"] = it->second.set;
            }
            out["deliveries"].push_back(std::move(one));
        }
        if (it != letters_.end()) {
            out["next"] = "more";
        }
        return reply(200, "", out.dump());
    }

    mutable std::mutex mutex_;
    std::map<std::string, Letter> letters_;
    Names acknowledged_;
    LoopbackServer server_;
};

// What the user sees.
inline Names visible(const TemporaryFolder& folder) {
    Names out = folder.names();
    std::erase_if(out, [](const std::string& name) { return name.starts_with('.'); });
    return out;
}

} // namespace renkei::client
