#include "site.h"

#include "gateway/core/base/filesystem.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/URI.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

namespace renkei::e2e {
namespace {

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// A port that is free now: the gateway must come back at the same one, because others know its address. Below
// those that the system gives out by itself, so that no other process gets it by chance in between.
std::uint16_t free_port() {
    static std::uint32_t next = static_cast<std::uint32_t>(::getpid()) * 16;
    while (true) {
        const auto port = static_cast<std::uint16_t>(20'000 + next++ % 10'000);
        try {
            Poco::Net::ServerSocket(Poco::Net::SocketAddress("127.0.0.1", port));
            return port;
        } catch (const Poco::Exception&) { // taken
        }
    }
}

} // namespace

Site::Site(const fs::path& folder, const Authority& authority, const std::string& name,
           const std::string& more)
    : folder_(folder),
      authority_(authority),
      port_(free_port()) {
    fs::create_directories(folder_);
    const fs::path own = authority.server(name);
    std::ofstream(config()) << fmt::format(
        "listen:\n  tls: 127.0.0.1:{}\n  management: 127.0.0.1:0\n"
        "tls:\n  certificate: {}.pem\n  key: {}.key\n  authorities: {}\n{}",
        port_, own.string(), own.string(), authority.file().string(), more);
    command({"store", "migrate"}); // peers are entered before the first start
}

Site::~Site() {
    process_.reset();
    const std::string all = log();
    for (const std::string_view personal :
         {"連携", "花子", "レンケイ", "ハナコ", "介護　太郎", "試験", "0000001016", "0000002022",
          "0000000109", "0000000208", "架空県架空市"}) {
        EXPECT_EQ(all.find(personal), std::string::npos) << personal << " stands in the log";
    }
}

void Site::add_peer(const std::string& id, const std::vector<std::string>& options) {
    const fs::path certificate = authority_.file().parent_path().parent_path() / "certificates" / id;
    if (!fs::exists(certificate.string() + ".pem")) {
        authority_.client(id);
    }
    std::vector<std::string> words{"peer",   "add", "--id",          id,
                                   "--name", id,    "--certificate", certificate.string() + ".pem"};
    words.insert(words.end(), options.begin(), options.end());
    command(std::move(words));
}

bool Site::try_start(const Environment& environment) {
    process_ =
        std::make_unique<Process>(std::vector<std::string>{renkei(), "serve", "--config", config().string()},
                                  environment, (folder_ / "log").string());
    ready_ = process_->wait_for_line("READY");
    return !ready_.empty();
}

void Site::start(const Environment& environment) { ASSERT_TRUE(try_start(environment)) << log(); }

void Site::stop() {
    process_->signal(SIGINT);
    EXPECT_EQ(process_->wait().code, 0) << log();
    process_.reset();
}

void Site::kill() {
    process_->signal(SIGKILL);
    process_->wait();
    process_.reset();
}

Client Site::client(const std::string& peer) const {
    return Client(authority_.file().parent_path().parent_path() / "certificates" / peer, authority_.file(),
                  "127.0.0.1", port_);
}

std::string Site::address() const { return fmt::format("https://127.0.0.1:{}", port_); }

std::optional<int> Site::management(const std::string& path) const {
    try {
        const Poco::URI uri(ready_.substr(ready_.rfind(' ') + 1));
        Poco::Net::HTTPClientSession session(uri.getHost(), uri.getPort());
        Poco::Net::HTTPRequest request("GET", path, Poco::Net::HTTPMessage::HTTP_1_1);
        session.sendRequest(request);
        Poco::Net::HTTPResponse response;
        session.receiveResponse(response);
        return response.getStatus();
    } catch (const Poco::Exception&) { // no server listens
        return std::nullopt;
    }
}

std::string Site::log() const { return read(folder_ / "log"); }

std::string Site::command(std::vector<std::string> words) const {
    words.insert(words.begin(), renkei());
    words.insert(words.end(), {"--config", config().string()});
    const Ended ended = run(words);
    // 1: done, with something to mind
    EXPECT_LE(ended.code, 1) << fmt::format("{}\n{}{}", fmt::join(words, " "), ended.out, ended.err);
    return ended.out;
}

std::string fixture(const std::string& path) { return read(fs::path(RENKEI_KIT) / path); }

bool eventually(const std::function<bool()>& condition, int seconds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return true;
}

std::string with(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

} // namespace renkei::e2e
