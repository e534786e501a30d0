// What Renkei is measured against: Poco over mutual TLS, nlohmann's parse, SQLite with group commit; it
// checks nothing. POST stores the body and answers 201 when it is on disk; GET /N gives the Nth body back as
// it came.
//   renkei_bare_server CERT KEY CA DATABASE [PORT]    prints READY PORT; ends with its standard input
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/NetSSL.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/StreamCopier.h>
#include <Poco/ThreadPool.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>

#include <condition_variable>
#include <cstdio>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace net = Poco::Net;

namespace {

// Bodies that wait share a commit.
class Writer {
public:
    explicit Writer(const std::string& file) {
        sqlite3_open(file.c_str(), &database_);
        for (const char* sql : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
                                "CREATE TABLE body(id INTEGER PRIMARY KEY, bytes BLOB)"}) {
            sqlite3_exec(database_, sql, nullptr, nullptr, nullptr);
        }
        sqlite3_prepare_v2(database_, "INSERT INTO body(bytes) VALUES(?)", -1, &insert_, nullptr);
        thread_ = std::thread([this] { work(); });
    }
    ~Writer() {
        {
            const std::lock_guard lock(mutex_);
            ended_ = true;
        }
        arrived_.notify_one();
        thread_.join();
        sqlite3_finalize(insert_);
        sqlite3_close(database_);
    }
    void write(const std::string& bytes) {
        std::promise<void> done;
        std::future<void> written = done.get_future();
        {
            const std::lock_guard lock(mutex_);
            waiting_.emplace_back(&bytes, std::move(done));
        }
        arrived_.notify_one();
        written.wait();
    }

private:
    void work() {
        std::vector<std::pair<const std::string*, std::promise<void>>> batch;
        while (true) {
            {
                std::unique_lock lock(mutex_);
                arrived_.wait(lock, [&] { return ended_ || !waiting_.empty(); });
                if (waiting_.empty()) {
                    return;
                }
                batch.swap(waiting_);
            }
            sqlite3_exec(database_, "BEGIN", nullptr, nullptr, nullptr);
            for (auto& [bytes, done] : batch) {
                sqlite3_bind_blob(insert_, 1, bytes->data(), static_cast<int>(bytes->size()), SQLITE_STATIC);
                sqlite3_step(insert_);
                sqlite3_reset(insert_);
            }
            sqlite3_exec(database_, "COMMIT", nullptr, nullptr, nullptr);
            for (auto& [bytes, done] : batch) {
                done.set_value();
            }
            batch.clear();
        }
    }

    sqlite3* database_ = nullptr;
    sqlite3_stmt* insert_ = nullptr;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<std::pair<const std::string*, std::promise<void>>> waiting_;
    bool ended_ = false;
    std::thread thread_;
};

class Handler : public net::HTTPRequestHandler {
public:
    Handler(Writer& writer, std::string& last) : writer_(writer), last_(last) {}
    void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
        if (request.getMethod() == "GET") {
            response.setContentType("application/fhir+json");
            response.sendBuffer(last_.data(), last_.size());
            return;
        }
        std::string body;
        Poco::StreamCopier::copyToString(request.stream(), body);
        const auto parsed = nlohmann::json::parse(body, nullptr, false);
        writer_.write(body);
        response.setStatus(parsed.is_discarded() ? net::HTTPResponse::HTTP_BAD_REQUEST
                                                 : net::HTTPResponse::HTTP_CREATED);
        response.sendBuffer("{}", 2);
        static std::once_flag kept;
        std::call_once(kept, [&] { last_ = std::move(body); });
    }

private:
    Writer& writer_;
    std::string& last_;
};

class Handlers : public net::HTTPRequestHandlerFactory {
public:
    Handlers(Writer& writer, std::string& last) : writer_(writer), last_(last) {}
    // Poco deletes it
    net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
        return new Handler(writer_, last_);
    }

private:
    Writer& writer_;
    std::string& last_;
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 5 && argc != 6) {
        fmt::print(stderr, "usage: renkei_bare_server CERT KEY CA DATABASE [PORT]\n");
        return 3;
    }
    net::initializeSSL();
    {
        net::Context::Ptr context = new net::Context(net::Context::TLS_SERVER_USE, argv[2], argv[1], argv[3],
                                                     net::Context::VERIFY_STRICT, 9, false);
        context->requireMinimumProtocol(net::Context::PROTO_TLSV1_3);
        context->enableExtendedCertificateVerification(false);
        Writer writer(argv[4]);
        std::string last;
        net::SecureServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", argc == 6 ? argv[5] : "0"), 128,
                                       context);
        Poco::ThreadPool pool(4, 400);
        net::HTTPServerParams::Ptr params = new net::HTTPServerParams;
        params->setMaxThreads(400);
        params->setKeepAlive(true);
        params->setMaxKeepAliveRequests(0);
        net::HTTPServer server(new Handlers(writer, last), pool, socket, params);
        server.start();
        fmt::print("READY {}\n", socket.address().port());
        std::fflush(stdout);
        while (std::getchar() != EOF) {
        }
        server.stopAll(true);
    }
    net::uninitializeSSL();
}
