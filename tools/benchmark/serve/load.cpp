// Load on a server over mutual TLS, open loop: requests are due at fixed times whether the server keeps up or
// not, and a request's time counts from when it was due. --rate 0: as fast as the connections go (what the
// server can do at most).
//   renkei_load --host H --port P --cert F --key F --ca F --path /documents [--post FILE or FOLDER --type T
//   --mark TEXT] --connections N --rate R --seconds S
// --post FOLDER: its files in turn, read before the first request; each run begins with another one. --mark:
// this text in the file is replaced by another one of the same length in every request, so that no two
// documents are the same; several of them may be given. --requests N: ends after so many, however long that
// takes. --paths FILE: GET these paths in turn, one a line.
#include "connection.h"
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <thread>
#include <vector>

using namespace renkei::bench;
using Time = std::chrono::steady_clock;

namespace {

struct Load {
    Identity identity;
    std::string host = "127.0.0.1";
    std::string port;
    std::string path = "/documents";
    std::vector<std::string> paths; // in turn, instead
    std::string post;
    std::string type = "application/fhir+json";
    std::vector<std::string> marks;
    std::string start; // where the numbers of this run begin
    unsigned connections = 16;
    double rate = 0;
    double seconds = 5;
    std::uint64_t requests = 0; // 0: as many as there is time for
};

// A request whose document gets a name of its own each time it is sent.
class Request {
public:
    Request(const Load& load, const std::string& path, const std::string& body) {
        text_ = fmt::format("{} {} HTTP/1.1\r\nHost: {}:{}\r\n", load.post.empty() ? "GET" : "POST", path,
                            load.host, load.port);
        if (!load.post.empty()) {
            text_ += fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n", load.type, body.size());
        }
        text_ += "\r\n" + body;
        for (const std::string& mark : load.marks) {
            for (std::size_t at = text_.find(mark); at != std::string::npos; at = text_.find(mark, at + 1)) {
                places_.push_back({at, mark.size()});
            }
        }
    }
    // Written into `out`, so that all connections share the documents.
    std::string_view named(const std::string& start, std::uint64_t number, std::string& out) const {
        out = text_;
        for (const auto& [at, width] : places_) {
            out.replace(at, width, fmt::format("{}{:0{}}", start, number, width - start.size()));
        }
        return out;
    }

private:
    std::string text_;
    std::vector<std::pair<std::size_t, std::size_t>> places_; // of a mark, and its length
};

std::string read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        stop("cannot read " + path);
    }
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> lines_of(const std::string& file) {
    std::istringstream text(read(file));
    std::vector<std::string> out;
    for (std::string line; std::getline(text, line);) {
        out.push_back(line);
    }
    return out;
}

// What is posted: one file, or those of a folder.
std::vector<std::string> bodies_of(const std::string& post) {
    if (post.empty()) {
        return {""};
    }
    if (!std::filesystem::is_directory(post)) {
        return {read(post)};
    }
    std::set<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(post)) {
        files.insert(entry.path());
    }
    std::vector<std::string> out;
    for (const std::filesystem::path& file : files) {
        out.push_back(read(file.string()));
    }
    if (out.empty()) {
        stop("nothing to post in " + post);
    }
    return out;
}

double at(const std::vector<double>& sorted, double part) {
    return sorted.empty()
               ? 0
               : sorted[std::min(sorted.size() - 1,
                                 static_cast<std::size_t>(part * static_cast<double>(sorted.size())))];
}

void run(const Load& load) {
    const std::vector<std::string> bodies = bodies_of(load.post);
    std::size_t sent_bytes = 0; // of a document, on average
    std::vector<Request> requests;
    for (const std::string& body : bodies) {
        for (const std::string& mark : load.marks) {
            if (mark.size() < load.start.size() + 7 || body.find(mark) == std::string::npos) {
                stop("--mark must stand in each file and be seven characters longer than --start");
            }
        }
        sent_bytes += body.size();
        for (const std::string& path : load.paths) {
            requests.emplace_back(load, path, body);
        }
    }
    sent_bytes /= bodies.size();
    // another document than the run before began with
    const std::uint64_t first = std::hash<std::string>()(load.start) % requests.size();
    std::atomic<std::uint64_t> next = 0;
    std::mutex mutex;
    std::vector<double> times;
    std::map<int, std::uint64_t> statuses;
    std::size_t answer_bytes = 0;
    std::vector<std::unique_ptr<Connection>> connections;
    for (unsigned i = 0; i < load.connections; ++i) {
        connections.push_back(std::make_unique<Connection>(load.identity, load.host, load.port));
    }
    const Time::time_point begin = Time::now();
    const Time::time_point end =
        begin + std::chrono::duration_cast<Time::duration>(std::chrono::duration<double>(load.seconds));
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < load.connections; ++i) {
        threads.emplace_back([&, i] {
            std::string text;
            std::vector<double> mine;
            std::map<int, std::uint64_t> seen;
            std::size_t bytes = 0;
            while (true) {
                const std::uint64_t number = next++;
                Time::time_point due = Time::now();
                if (load.rate > 0) {
                    due = begin + std::chrono::duration_cast<Time::duration>(
                                      std::chrono::duration<double>(static_cast<double>(number) / load.rate));
                    std::this_thread::sleep_until(due);
                }
                if (load.requests > 0 ? number >= load.requests : due >= end) {
                    break;
                }
                const Reply reply = connections[i]->exchange(
                    requests[(first + number) % requests.size()].named(load.start, number, text));
                mine.push_back(std::chrono::duration<double, std::milli>(Time::now() - due).count());
                ++seen[reply.status];
                bytes = reply.bytes;
            }
            const std::lock_guard lock(mutex);
            times.insert(times.end(), mine.begin(), mine.end());
            for (const auto& [status, count] : seen) {
                statuses[status] += count;
            }
            answer_bytes = bytes;
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    const double took = std::chrono::duration<double>(Time::now() - begin).count();
    std::ranges::sort(times);
    fmt::print("requests {}  per_second {:.0f}  p50_ms {:.2f}  p99_ms {:.2f}  max_ms {:.2f}  sent_bytes {}  "
               "answer_bytes {}  statuses",
               times.size(), static_cast<double>(times.size()) / took, at(times, 0.5), at(times, 0.99),
               times.empty() ? 0 : times.back(), sent_bytes, answer_bytes);
    for (const auto& [status, count] : statuses) {
        fmt::print(" {}:{}", status, count);
    }
    fmt::print("\n");
}

} // namespace

int main(int argc, char** argv) {
    Load load;
    std::string paths;
    load.start = fmt::format("{}-", ::getpid());
    CLI::App app("load on a server over mutual TLS");
    app.add_option("--host", load.host);
    app.add_option("--port", load.port)->required();
    app.add_option("--cert", load.identity.certificate)->required();
    app.add_option("--key", load.identity.key)->required();
    app.add_option("--ca", load.identity.authorities)->required();
    app.add_option("--path", load.path);
    app.add_option("--paths", paths);
    app.add_option("--post", load.post);
    app.add_option("--type", load.type);
    app.add_option("--mark", load.marks);
    app.add_option("--start", load.start);
    app.add_option("--connections", load.connections);
    app.add_option("--rate", load.rate);
    app.add_option("--seconds", load.seconds);
    app.add_option("--requests", load.requests);
    CLI11_PARSE(app, argc, argv);
    load.paths = paths.empty() ? std::vector{load.path} : lines_of(paths);
    if (load.paths.empty()) {
        stop("no paths in " + paths);
    }
    run(load);
}
