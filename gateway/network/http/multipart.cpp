#include "gateway/network/http/multipart.h"

#include "gateway/core/text/words.h"
#include "generated/messages/documents.h"

#include <Poco/MemoryStream.h>
#include <Poco/Net/MediaType.h>
#include <Poco/Net/MessageHeader.h>
#include <Poco/Net/MultipartReader.h>
#include <Poco/Net/NetException.h>
#include <fmt/format.h>

#include <iterator>

namespace renkei::http {
namespace {

constexpr std::string_view beginning = "multipart/";
constexpr std::size_t max_boundary = 70; // RFC 2046 §5.1.1

std::string only_value(const Poco::Net::MessageHeader& header, const std::string& name) {
    std::string out;
    int times = 0;
    for (auto at = header.find(name); at != header.end() && text::same_word(at->first, name); ++at) {
        out = at->second;
        ++times;
    }
    return times == 1 ? out : std::string();
}

} // namespace

bool is_multipart(const Request& request) {
    return text::lowered(request.header("Content-Type")).starts_with(beginning);
}

HttpResult<std::vector<BodyPart>> parts_of(const Request& request, std::size_t most) {
    TRY_VOID(request.memory.cover(request.body.size() * 4)); // the parts are copies, and grow by doubling
    std::vector<BodyPart> out;
    try {
        const Poco::Net::MediaType type{std::string(request.header("Content-Type"))};
        const std::string boundary = type.hasParameter("boundary") ? type.getParameter("boundary") : "";
        if (type.parameters().size() > 1) {
            return http_error(
                diag::message::media_type_unknown,
                {request.header("Content-Type").substr(0, 200), "multipart/form-data; boundary=…"});
        }
        if (boundary.empty() || boundary.size() > max_boundary) {
            return bad_request("Content-Type: multipart/form-data; boundary=…");
        }
        // the reader takes a cut part for a whole one
        if (request.body.find(fmt::format("--{}--", boundary)) == std::string::npos) {
            return bad_request(fmt::format("multipart: the last line --{}-- is missing", boundary));
        }
        Poco::MemoryInputStream body(request.body.data(), static_cast<std::streamsize>(request.body.size()));
        Poco::Net::MultipartReader reader(body, boundary);
        while (reader.hasNextPart()) {
            if (out.size() == most) {
                return bad_request(fmt::format("multipart: more than {} parts", most));
            }
            Poco::Net::MessageHeader header;
            reader.nextPart(header);
            BodyPart part{.disposition = only_value(header, "Content-Disposition"),
                          .media_type = only_value(header, "Content-Type"),
                          .key = only_value(header, "Idempotency-Key")};
            part.bytes.assign(std::istreambuf_iterator<char>(reader.stream()), {});
            out.push_back(std::move(part));
        }
    } catch (const Poco::Exception&) {
        return bad_request("multipart");
    }
    return out;
}

} // namespace renkei::http
