// forms FILE [DATA]: converts a form file into FHIR documents, or FHIR documents into a form file.
#include <renkei/forms/converter.h>

#include <fstream>
#include <iostream>
#include <iterator>

int main(int count, char** arguments) {
    if (count < 2) {
        return 3;
    }
    std::ifstream file(arguments[1], std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};

    const auto catalogue = renkei::FormCatalogue::open(count > 2 ? arguments[2] : "");
    if (!catalogue) {
        std::cerr << catalogue.error().place.file << ": " << catalogue.error().english << "\n";
        return 4;
    }
    renkei::Converter converter(*catalogue);
    const renkei::Conversion conversion = converter.convert(bytes, arguments[1]);
    for (const renkei::Finding& finding : conversion.findings.shown) {
        std::cerr << finding.place.line << ": " << finding.id << " " << finding.japanese << "\n";
    }
    for (const renkei::ConvertedDocument& document : conversion.documents) {
        std::cout << document.bytes;
    }
    return conversion.is_converted ? 0 : 2;
}
