// make_documents FOLDER TEXT…: writes the document that NAME.txt describes to FOLDER/NAME.json. A text, read
// in the order given, has these lines, and indented ones that belong to an entry:
//   $NAME TEXT                        from here on ${NAME} stands for the text, also in entries taken over
//   NAME [UUID] [like [TEXT/]OTHER]   an entry, whose fullUrl is ${NAME}; the first is the Bundle itself. Its
//   resource
//                                     is written as JSON, or is the other one with edits, each on a line:
//                                     PATH = JSON · PATH - · PATH before MEMBER = JSON
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

namespace {

using Json = nlohmann::ordered_json;

Json::json_pointer pointer(std::string path) {
    std::erase(path, ']');
    std::ranges::replace(path, '[', '/');
    std::ranges::replace(path, '.', '/');
    return Json::json_pointer("/" + path);
}

Json edited(Json resource, const std::string& line) {
    const std::size_t equals = line.find(" = ");
    const std::string place = line.substr(0, equals == std::string::npos ? line.size() - 2 : equals);
    const std::size_t before = place.find(" before ");
    const Json::json_pointer at = pointer(place.substr(0, before));
    Json& parent = resource.at(at.parent_pointer());
    if (equals == std::string::npos) {
        parent.is_array() ? parent.erase(std::stoul(at.back())) : (void)parent.erase(at.back());
        return resource;
    }
    const Json value = Json::parse(line.substr(equals + 3));
    if (before == std::string::npos) {
        resource[at] = value;
        return resource;
    }
    Json out;
    for (const auto& [name, member] : parent.items()) {
        if (name == place.substr(before + 8)) {
            out[at.back()] = value;
        }
        out[name] = member;
    }
    parent = std::move(out);
    return resource;
}

class Documents {
public:
    explicit Documents(std::filesystem::path folder) : folder_(std::move(folder)) {}

    void make(const std::filesystem::path& text) {
        document_ = text.stem();
        std::ifstream in(text);
        for (std::string line; std::getline(in, line);) {
            if (line.starts_with("   ")) {
                lines_.back() += line; // goes on with the line before
            } else if (line.starts_with("  ")) {
                lines_.push_back(line.substr(2));
            } else if (line.starts_with("$")) {
                const std::size_t space = line.find(' ');
                const std::string quoted = Json(line.substr(space + 1)).dump();
                names_[line.substr(1, space - 1)] = quoted.substr(1, quoted.size() - 2);
            } else {
                finish();
                begin(line);
            }
        }
        finish();
        if (!out_.is_null()) { // a text of names alone is no document
            std::ofstream(folder_ / (document_ + ".json")) << with_names(out_.dump(2)) << "\n";
        }
        out_ = {};
        url_.clear();
    }

private:
    void begin(const std::string& line) {
        std::istringstream words(line);
        words >> name_;
        for (std::string word; words >> word;) {
            if (word == "like") {
                words >> word;
                entry_ = kept_.at(word.find('/') == std::string::npos ? document_ + "/" + word : word);
            } else {
                url_ = "urn:uuid:" + word;
                names_[name_] = url_;
            }
        }
    }
    void finish() {
        for (const std::string& line : lines_) {
            entry_ = line.starts_with("{") ? Json::parse(line) : edited(std::move(entry_), line);
        }
        if (!name_.empty()) {
            kept_[document_ + "/" + name_] = entry_;
        }
        if (url_.empty()) {
            out_ = entry_;
        } else {
            out_["entry"].push_back({{"fullUrl", url_}, {"resource", entry_}});
        }
        lines_.clear();
        name_.clear();
    }
    std::string with_names(std::string text) const {
        for (std::size_t at = 0; (at = text.find("${", at)) != std::string::npos;) {
            const std::size_t end = text.find('}', at);
            text.replace(at, end + 1 - at, names_.at(text.substr(at + 2, end - at - 2)));
        }
        return text;
    }

    std::filesystem::path folder_;
    std::map<std::string, std::string> names_{}; // with the escapes of JSON
    std::map<std::string, Json> kept_{};
    Json out_{};
    std::string document_{}, name_{}, url_{};
    Json entry_{};
    std::vector<std::string> lines_{};
};

} // namespace

int main(int count, char** words) {
    Documents documents(words[1]);
    for (int i = 2; i < count; ++i) {
        documents.make(words[i]);
    }
}
