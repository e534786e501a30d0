// Any bytes on a connection: heads and bodies are cut out as they stand, and what was understood is
// understood the same way again.
#include "gateway/core/base/file_descriptor.h"
#include "gateway/network/http/content_coding.h"
#include "gateway/network/http/forwarded.h"
#include "gateway/network/http/request_reader.h"
#include "gateway/network/http/request_target.h"
#include "gateway/network/net/http_lines.h"

#include "tests/fuzz/target.h"
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <cstdint>
#include <cstdlib>

namespace renkei::fuzz::http_request_fuzz {
namespace {

using namespace renkei::http;

constexpr std::size_t max_body = 4096;
constexpr std::size_t max_sent = 64U << 10; // what a socket takes at once

void require(bool fact) {
    if (!fact) {
        std::abort();
    }
}

struct Understood {
    RequestHead head{};
    std::string body{};
};

// All requests that came before the first that is not one.
std::vector<Understood> understood(std::string_view bytes) {
    int ends[2] = {-1, -1};
    require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
    const base::FileDescriptor ours(ends[0]);
    {
        const base::FileDescriptor theirs(ends[1]);
        require(bytes.empty() ||
                ::send(theirs.number(), bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
    }
    Stream stream(ours.number(), nullptr, net::Side::server);
    RequestReader reader(stream);
    const Deadline soon = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    std::vector<Understood> out;
    while (true) {
        const RequestReader::HeadRead head_bytes = reader.head(Limits().header_bytes, soon);
        require(head_bytes.io != Io::timed_out);
        if (head_bytes.io != Io::ok || head_bytes.too_large) {
            return out;
        }
        HttpResult<RequestHead> head = read_head(head_bytes.bytes, {});
        if (!head) {
            require(head.error().status() >= 400);
            return out;
        }
        const HttpResult<Framing> framing = read_framing(*head);
        if (!framing) {
            require(framing.error().status() >= 400);
            return out;
        }
        std::string content;
        const RequestReader::BodyRead body =
            reader.body(*framing, max_body, soon, [&content](std::string_view piece) {
                content += piece;
                return HttpResult<void>();
            });
        require(content.size() <= max_body && body.io != Io::timed_out &&
                body.is_whole == (body.io == Io::ok && !body.refusal));
        if (body.io != Io::ok || body.refusal) {
            return out;
        }
        out.push_back({*std::move(head), std::move(content)});
    }
}

// As a client of ours would send it.
std::string written(const Understood& request) {
    std::string out = fmt::format("{} {} HTTP/1.1\r\n", request.head.method, request.head.target);
    for (const auto& [name, value] : request.head.headers) {
        out += fmt::format("{}: {}\r\n", name, value);
    }
    if (net::values_of(request.head.headers, "Transfer-Encoding").empty()) {
        return out + "\r\n" + request.body;
    }
    const std::string chunk =
        request.body.empty() ? "" : fmt::format("{:x}\r\n{}\r\n", request.body.size(), request.body);
    return out + "\r\n" + chunk + "0\r\n\r\n";
}

void check_head(const RequestHead& head) {
    for (const auto& [name, value] : head.headers) {
        require(!name.empty() && name.find_first_of("\r\n: ") == std::string::npos &&
                value.find_first_of("\r\n") == std::string::npos);
    }
    if (const HttpResult<RequestTarget> target = read_target(head.target)) {
        for (const std::string& segment : target->path) {
            require(segment != ".." && segment != "." && segment.find('\0') == std::string::npos);
        }
    }
}

} // namespace

FUZZ_TARGET(http_request)(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(bytes), std::min(size, max_sent));
    const std::vector<Understood> first = understood(input);
    std::string again;
    for (const Understood& request : first) {
        check_head(request.head);
        again += written(request);
    }
    if (again.size() <= max_sent) {
        const std::vector<Understood> second = understood(again);
        require(first.size() == second.size());
        for (std::size_t i = 0; i < first.size(); ++i) {
            require(first[i].head.headers == second[i].head.headers &&
                    first[i].head.target == second[i].head.target && first[i].body == second[i].body);
        }
    }
    const HttpResult<std::string> unpacked = gunzip(input, max_body);
    require(!unpacked || unpacked->size() <= max_body);
    (void)certificate_in_header(input);
    if (net::chunk_size(input)) { // a line that is accepted here is one for every other reader
        require(input.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos &&
                !input.empty());
    }
    if (net::is_trailer_line(input)) {
        require(input.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos &&
                input.find(':') != 0 && input.front() != ' ');
    }
    return 0;
}

} // namespace renkei::fuzz::http_request_fuzz
